import type { Page } from 'playwright-core';
import { codeAt, goAndSignIn, startWaitingApp, type WaitingApp } from './app-callback.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { leaveBy, type Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let app: WaitingApp;
let owner: string;
let visit: Visit;
beforeAll(async () => {
  console_ = await startConsole();
  app = await startWaitingApp();
  owner = await console_.user('owner');
});
afterAll(async () => {
  await console_.close();
  await app.close();
});

beforeEach(async () => {
  visit = await console_.open();
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

interface Keys {
  id: string;
  secret: string;
}

/** Sends a request to the authorization server as the app. */
async function postAs(
  path: string,
  { id, secret }: Keys,
  form: Record<string, string>,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${console_.url}${path}`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(form),
  });
  return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
}

const requestOwnToken = (keys: Keys) => postAs('/oauth2/token', keys, { grant_type: 'client_credentials' });

async function flowsWith(token: unknown): Promise<number> {
  const headers = { Authorization: `Bearer ${String(token)}` };
  return (await fetch(`${console_.url}/v2/tenants/${console_.tenantId}/flows`, { headers })).status;
}

/** Registers an app through the API. */
async function registerApp(attributes: object): Promise<Keys> {
  const made = await console_.api('POST', 'oauth-apps', { data: { type: 'oauth-app', attributes } });
  return { id: made.id, secret: String(made.attributes['client_secret']) };
}

const authorizeUrl = ({ id }: Keys) =>
  `${console_.url}/oauth2/auth?response_type=code&client_id=${id}&state=Example12345`;

/** The client ID and secret from the dialog that shows them once. */
async function shownKeys(page: Page): Promise<Keys> {
  const dialog = page.getByRole('dialog');
  await dialog.getByText('This is shown once.').waitFor();
  const [id = '', secret = ''] = await dialog.locator('code').allInnerTexts();
  return { id, secret };
}

async function chooseScope(page: Page, typed: string, option: RegExp) {
  await page.getByRole('combobox', { name: 'Scopes' }).fill(typed);
  await page.getByRole('option', { name: option }).click();
}

/** Everything in the page, including its local and session storage. */
const everything = (page: Page) =>
  page.evaluate<string>(
    'document.documentElement.outerHTML + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)',
  );

test('an app is registered, used by a machine and a user, and its authorization is revoked', async () => {
  const { page, context } = visit;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visit.signIn(owner, `/console/${console_.tenantId}/oauth-apps`);
  await page.getByText('No OAuth apps yet').waitFor();
  await page.getByRole('link', { name: 'Add OAuth app' }).click();
  const name = page.getByRole('textbox', { name: 'Name' });
  expect(await name.inputValue()).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+ \d\d$/);
  await name.fill('Newsletter <script>alert(1)</script>');
  await page.getByRole('textbox', { name: 'Description' }).fill('Sends our weekly newsletter');
  await page.getByRole('button', { name: 'Add redirect URI' }).click();
  await page.getByRole('textbox', { name: 'Redirect URI 1' }).fill(app.uri);
  await page.getByRole('button', { name: 'Add redirect URI' }).click();
  const second = page.getByRole('textbox', { name: 'Redirect URI 2' });
  await second.fill('http://newsletter.example/callback');
  await page.getByRole('switch', { name: 'Client credentials' }).click();
  await chooseScope(page, 'call webhooks', /apps\.webhook:execute/);
  await chooseScope(page, 'read.flows', /^read\.flows/);
  await chooseScope(page, 'offline', /offline_access/);
  await page.getByRole('button', { name: 'Create' }).click();

  await page.getByText('must begin with https://').first().waitFor();
  const described = await second.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${described}"]`).innerText()).toContain('must begin with https://');
  await page.getByRole('button', { name: 'Remove redirect URI 2' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  const keys = await shownKeys(page);
  expect(keys.secret).toMatch(/^vkcs_/);
  await visit.picture('app-secret');
  expect(await visit.axe()).toEqual([]);
  await page.getByRole('button', { name: 'Copy: Client secret' }).click();
  await page.getByRole('button', { name: 'Copied: Client secret' }).waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(keys.secret);
  await page.getByRole('button', { name: 'I’ve saved it' }).click();
  await page.getByRole('heading', { name: 'Client ID and secret' }).waitFor();
  await page.getByText(`${keys.id}`, { exact: true }).waitFor();
  expect(await everything(page)).not.toContain(keys.secret);
  await page.reload();
  await page.getByRole('heading', { name: 'Client ID and secret' }).waitFor();
  expect(await everything(page)).not.toContain(keys.secret);
  await page.getByText('/oauth2/token').waitFor();

  expect(await requestOwnToken(keys)).toMatchObject({ status: 200, token_type: 'bearer' });

  const person = await console_.user('developer');
  const userVisit = await console_.open();
  await goAndSignIn(userVisit.page, authorizeUrl(keys), person);
  await userVisit.page
    .getByRole('heading', { name: 'Newsletter <script>alert(1)</script> wants to access Acme' })
    .waitFor();
  await userVisit.page.getByText('Call webhooks and start their flows').waitFor();
  await userVisit.page.getByRole('button', { name: 'Allow' }).click();
  const code = await codeAt(userVisit.page);
  expect(new URL(userVisit.page.url()).searchParams.get('state')).toBe('Example12345');
  await userVisit.close();
  const tokens = await postAs('/oauth2/token', keys, { grant_type: 'authorization_code', code });
  expect(await flowsWith(tokens['access_token'])).toBe(200);

  await page.reload();
  await page.getByText('1 user has authorized this app.').waitFor();
  await page.getByRole('link', { name: person }).waitFor();
  await visit.go('authorizations');
  const row = page.getByRole('row', { name: new RegExp(person) });
  await row.getByText('Newsletter <script>alert(1)</script>').first().waitFor();
  expect(await row.innerText()).toContain('read.flows');
  await visit.picture('authorizations-some');
  await leaveBy(row);
  await page.getByText('Call webhooks and start their flows').waitFor();
  await visit.picture('authorization');
  expect(await visit.axe()).toEqual([]);
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText(/All tokens and API keys the app obtained with it stop working immediately/).waitFor();
  await page.getByRole('button', { name: 'Revoke now' }).click();
  await page.getByText('No authorizations yet').waitFor();
  expect(await flowsWith(tokens['access_token'])).toBe(401);
  const refreshed = await postAs('/oauth2/token', keys, {
    grant_type: 'refresh_token',
    refresh_token: String(tokens['refresh_token']),
  });
  expect(refreshed).toMatchObject({ status: 400, error: 'invalid_grant' });
});

test('after a secret is rotated, both secrets work during the overlap, and only the new one without', async () => {
  const first = await registerApp({
    name: 'To be rotated',
    grant_types: ['client_credentials'],
    scopes: ['read.flows'],
  });
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/oauth-apps/${first.id}`);
  const rotate = async (overlap: string): Promise<Keys> => {
    await page.getByRole('button', { name: 'Rotate secret' }).click();
    await page.getByRole('heading', { name: 'Rotate the secret of To be rotated?' }).waitFor();
    await page.getByRole('radio', { name: overlap }).click();
    await visit.picture('app-rotate');
    await page.getByRole('button', { name: 'Rotate now' }).click();
    const keys = await shownKeys(page);
    await page.getByRole('button', { name: 'I’ve saved it' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await everything(page)).not.toContain(keys.secret);
    return keys;
  };

  const second = await rotate('In 1 hour');
  const rows = page.getByRole('table', { name: 'Client secrets' }).getByRole('row');
  await rows.nth(2).waitFor();
  expect(await rows.nth(1).innerText()).toContain('Valid until the next rotation');
  expect(await rows.nth(2).innerText()).not.toContain('Valid until the next rotation');
  expect(await requestOwnToken(first)).toMatchObject({ status: 200 });
  expect(await requestOwnToken(second)).toMatchObject({ status: 200 });

  const third = await rotate('Immediately');
  await rows.nth(2).waitFor({ state: 'detached' });
  expect(await requestOwnToken(first)).toMatchObject({ status: 401, error: 'invalid_client' });
  expect(await requestOwnToken(second)).toMatchObject({ status: 401, error: 'invalid_client' });
  expect(await requestOwnToken(third)).toMatchObject({ status: 200 });
});

test('a rotation that is not confirmed changes nothing', async () => {
  const keys = await registerApp({
    name: 'Kept',
    grant_types: ['client_credentials'],
    scopes: ['read.flows'],
  });
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/oauth-apps/${keys.id}`);
  await page.getByRole('button', { name: 'Rotate secret' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await requestOwnToken(keys)).toMatchObject({ status: 200 });
});

test('users are asked for consent unless the app has automatic consent', async () => {
  const keys = await registerApp({ name: 'In house', redirect_uris: [app.uri], scopes: ['read.flows'] });
  const person = await console_.user('developer');
  const userVisit = await console_.open();
  await goAndSignIn(userVisit.page, authorizeUrl(keys), person);
  await userVisit.page.getByRole('heading', { name: 'In house wants to access Acme' }).waitFor();

  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/oauth-apps/${keys.id}`);
  await page.getByRole('switch', { name: 'Automatic consent' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();

  await userVisit.page.goto(authorizeUrl(keys));
  expect(await codeAt(userVisit.page)).not.toBe('');
  await userVisit.close();
});

test('an app with client credentials turned off gets no token with them', async () => {
  const keys = await registerApp({
    name: 'Machine',
    grant_types: ['authorization_code', 'client_credentials'],
    impersonation: true,
    scopes: ['read.flows'],
  });
  expect(await requestOwnToken(keys)).toMatchObject({ status: 200 });
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/oauth-apps/${keys.id}`);
  expect(await page.getByRole('switch', { name: 'Impersonation' }).isChecked()).toBe(true);
  await page.getByRole('switch', { name: 'Client credentials' }).click();
  expect(await page.getByRole('switch', { name: 'Impersonation' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect(await requestOwnToken(keys)).toMatchObject({ status: 400, error: 'unauthorized_client' });
});

test('the link of an app with API keys leads to a key, which is deleted with the app', async () => {
  await console_.api('POST', 'scopes', {
    data: { type: 'scope', attributes: { name: 'manage.plans', description: 'See and change your plans' } },
  });
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/oauth-apps/create`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Plan Board');
  await page.getByRole('radio', { name: /API key with a passphrase/ }).click();
  expect(await page.getByRole('switch', { name: 'Client credentials' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Add Postman’s' }).click();
  expect(await page.getByRole('textbox', { name: 'Redirect URI 1' }).inputValue()).toBe(
    'https://oauth.pstmn.io/v1/callback',
  );
  await page.getByRole('textbox', { name: 'Redirect URI 1' }).fill(app.uri);
  await chooseScope(page, 'read.plans', /Included in manage\.plans/);
  await page.getByRole('button', { name: 'Create' }).click();
  const keys = await shownKeys(page);
  await page.getByRole('button', { name: 'I’ve saved it' }).click();
  const shown = await page.getByText(/^http.*\/oauth\/authorize\?/).innerText();
  const link = new URL(shown);

  const person = await console_.user('developer');
  const userVisit = await console_.open();
  await goAndSignIn(userVisit.page, `${console_.url}${link.pathname}${link.search}`, person);
  await userVisit.page.getByRole('heading', { name: 'Plan Board wants to access Acme' }).waitFor();
  await userVisit.page.getByRole('button', { name: 'Allow' }).click();
  const code = await codeAt(userVisit.page);
  await userVisit.close();
  const query = new URLSearchParams({
    client_id: keys.id,
    client_secret: keys.secret,
    grant_type: 'authorization_code',
    code,
    redirect_uri: app.uri,
  });
  const answer = await fetch(`${console_.url}/oauth/token?${query.toString()}`, { method: 'POST' });
  const { data } = (await answer.json()) as { data: { api_key: string; passphrase: string } };
  const api = await registerApp({ name: 'Our API', grant_types: [] });
  const isActive = async () => {
    const response = await postAs('/oauth2/introspect', api, { token: `${data.api_key}:${data.passphrase}` });
    return response['active'];
  };
  expect(await isActive()).toBe(true);

  await visit.go(`api-keys?filter=${encodeURIComponent('{}')}`);
  const row = page.getByRole('row', { name: /Issued to an app/ });
  await row.getByText(person).waitFor();
  await leaveBy(row);
  await row.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Plan Board' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText(/All its secrets, codes, tokens and API keys stop working immediately/).waitFor();
  await page.getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByText('Deleted', { exact: true }).waitFor();
  expect(await isActive()).toBe(false);
});

test('an app is deleted from the list after confirmation', async () => {
  const keys = await registerApp({
    name: 'No longer <b>needed</b>',
    grant_types: ['client_credentials'],
    scopes: ['read.flows'],
  });
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/oauth-apps`);
  const more = page.getByRole('button', { name: 'More actions: No longer <b>needed</b>' });
  await more.click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await requestOwnToken(keys)).toMatchObject({ status: 200 });
  await more.click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'Delete No longer <b>needed</b>?' }).waitFor();
  await page.getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByText('Deleted', { exact: true }).waitFor();
  expect(await more.count()).toBe(0);
  expect(await requestOwnToken(keys)).toMatchObject({ status: 401, error: 'invalid_client' });
});

test('a public client has no secret', async () => {
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/oauth-apps/create`);
  await page.getByRole('textbox', { name: 'Name' }).fill('On a phone');
  await page.getByRole('switch', { name: 'Public client (no secret)' }).click();
  expect(await page.getByRole('switch', { name: 'Client credentials' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('None. This is a public client.').waitFor();
  expect(await page.getByRole('button', { name: 'Rotate secret' }).count()).toBe(0);
});

test('token lifetimes are entered in days or hours', async () => {
  const { id } = await registerApp({ name: 'Long-lived', refresh_token_lifetime: 86_400 });
  const { page } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/oauth-apps/${id}`);
  const field = page.getByRole('spinbutton', { name: 'Refresh token lifetime' });
  expect(await field.inputValue()).toBe('1');
  await field.fill('90');
  await page.getByRole('spinbutton', { name: 'Access token lifetime' }).fill('48');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Must be at most 86400 seconds.').first().waitFor();
  await page.getByRole('spinbutton', { name: 'Access token lifetime' }).fill('12');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const { attributes } = await console_.api('GET', `oauth-apps/${id}`);
  expect(attributes).toMatchObject({
    refresh_token_lifetime: 90 * 86_400,
    access_token_lifetime: 12 * 3_600,
  });
});

test('a viewer sees apps, and no actions', async () => {
  const { id } = await registerApp({
    name: '<script>alert(1)</script>',
    website_url: 'https://app.example',
    redirect_uris: [app.uri],
    scopes: ['read.flows'],
  });
  const { page } = visit;
  await visit.signIn(await console_.user('viewer'), `/console/${console_.tenantId}/oauth-apps`);
  const row = page.getByRole('row', { name: /^<script>alert\(1\)<\/script>/ });
  await row.waitFor();
  expect(await page.getByRole('link', { name: 'Add OAuth app' }).count()).toBe(0);
  await leaveBy(row);
  await page.getByRole('link', { name: 'https://app.example' }).waitFor();
  await page.getByRole('table', { name: 'Client secrets' }).waitFor();
  expect(page.url()).toContain(`${id}/show`);
  expect(await page.getByRole('button', { name: /Save|Delete|Rotate/ }).count()).toBe(0);
  expect(await page.getByRole('textbox').count()).toBe(0);
});
