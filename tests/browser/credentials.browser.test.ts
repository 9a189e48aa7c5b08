import type { Page } from 'playwright-core';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { SELECTED, leaveBy, type Visit } from './visit.ts';
import { agreeAt, refuseAt, startThirdParty, type ThirdParty } from './third-party.ts';

const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>';

let console_: ConsoleUnderTest;
let owner: string;
let provider: ThirdParty;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  // The provider logs long warnings that it is not configured for production.
  jest.spyOn(console, 'warn').mockReturnValue();
  jest.spyOn(console, 'info').mockReturnValue();
  // The program starts first: its URL is part of the redirect URI that is registered with the provider.
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
  owner = await console_.user('owner');
  provider = await startThirdParty(`${console_.url}/callback/oauth2`);
});
afterAll(async () => {
  await console_.close();
  provider.close();
});

beforeEach(async () => {
  visit = await console_.open();
  ({ page } = visit);
  // The provider's pages would fetch a font.
  await visit.context.route(/googleapis/, (route) => route.abort());
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

/** Creates a credential through the API. @returns its ID */
async function make(attributes: object): Promise<string> {
  const own = {
    name: 'An account',
    issuer: provider.issuer,
    client_id: provider.clientId,
    client_secret: provider.clientSecret,
    scopes: ['openid', 'offline_access'],
    authorization_params: { prompt: 'consent' },
  };
  const body = { data: { type: 'credential', attributes: { ...own, ...attributes } } };
  return (await console_.api('POST', 'credentials', body)).id;
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const seen = (text: string | RegExp) => page.getByText(text).first().waitFor();
const state = (name: string) =>
  page.getByRole('region', { name: 'State' }).getByText(name, { exact: true }).waitFor();
const happened = (name: string) =>
  page.getByRole('region', { name: 'History' }).getByText(name, { exact: true }).first().waitFor();

async function choose(label: string, option: string) {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Opens the provider's page with the button, in a new window. */
async function openProvider(name = 'Connect'): Promise<Page> {
  await button(name).click();
  const dialog = page.getByRole('dialog', { name: /^Go to 127\.0\.0\.1/ });
  await dialog.waitFor();
  expect(await visit.axe()).toEqual([]);
  await visit.picture('credential-waiting');
  const [providerPage] = await Promise.all([
    visit.context.waitForEvent('page'),
    dialog.getByRole('link', { name: /^Open 127\.0\.0\.1/ }).click(),
  ]);
  return providerPage;
}

async function connectAccount(name?: string) {
  const providerPage = await openProvider(name);
  await agreeAt(providerPage);
  await providerPage.getByRole('heading', { name: 'Connected' }).waitFor();
  await providerPage.close();
  await seen('The account is connected.');
}

test('a credential is added, connected, refreshed, revoked, reconnected and deleted', async () => {
  await visit.signIn(owner, '/console');
  await visit.go('credentials');
  await seen('No credentials yet');
  await page.getByRole('link', { name: 'Add credential' }).click();
  await page.getByRole('heading', { level: 1, name: 'Add credential' }).waitFor();

  await page.getByLabel('Name', { exact: false }).first().fill('Mine at the demo');
  await page.getByLabel('Description').fill('For the orders');
  await page.getByRole('textbox', { name: 'Client ID' }).fill(provider.clientId);
  await page.getByLabel('Client secret').fill(provider.clientSecret);
  await button('Create').click();
  await seen('Required unless Issuer is set');
  await page.getByRole('textbox', { name: 'Issuer' }).fill(provider.issuer);
  await page.locator(`input[value="${console_.url}/callback/oauth2"]`).waitFor();
  await button('Copy: Redirect URI').waitFor();
  await page.getByRole('combobox', { name: 'Scopes' }).fill('openid email offline_access read ');
  await page.getByRole('button', { name: 'offline_access' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Response type' }).inputValue()).toBe('code');
  await button('Config services').click();
  await choose('Token validation service', 'Introspection');
  await choose('User ID mapper service', 'JSONata expression');
  await page.getByRole('textbox', { name: 'Expression' }).fill('userinfo.email');
  await button('Advanced').click();
  await page
    .getByRole('group', { name: 'Authorization request parameters' })
    .getByRole('button', { name: 'Add parameter' })
    .click();
  const parameters = page.getByRole('group', { name: 'Authorization request parameters' });
  await parameters.getByRole('textbox', { name: 'Name' }).fill('prompt');
  await parameters.getByRole('textbox', { name: 'Value' }).fill('consent');
  await button('Create').click();

  await state('Not connected');
  await happened('Created');
  await seen('No account has been connected yet.');
  expect(await page.content()).not.toContain(provider.clientSecret);
  await connectAccount();
  await state('Connected');
  await seen('demo@demo.example');
  await happened('Connected');

  await button('Refresh now').click();
  await seen('Token refreshed');
  await happened('Token refreshed');

  await provider.withdraw();
  await button('Refresh now').click();
  await state('Connection lost');
  await seen(/no longer accepts the connection: access was revoked there/);
  await seen('Reconnect the same account.');
  await seen(/invalid_grant/);
  await happened('Refresh rejected; connection lost');
  await visit.go('credentials');
  await page.getByRole('link', { name: '1 credential has lost its connection' }).click();
  await leaveBy(page.getByRole('row', { name: /Mine at the demo.*access was revoked/ }));
  // The list has a filter with that name, too.
  await page.getByRole('region', { name: 'Account', exact: true }).waitFor();

  await connectAccount('Reconnect');
  await state('Connected');
  await happened('Reconnected');
  await button('Disconnect').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await state('Not connected');
  await happened('Disconnected');
  await button('Delete').click();
  await button('Delete permanently').click();
  await page.getByText('Deleted', { exact: true }).waitFor();
  await page.getByRole('heading', { level: 1, name: 'Credentials' }).waitFor();
  expect(await page.getByRole('row', { name: /Mine at the demo/ }).count()).toBe(0);
});

test('a denial at the provider is shown with the provider’s message and what to do', async () => {
  const id = await make({});
  await visit.signIn(owner, '/console');
  await visit.go(`credentials/${id}/show`);
  const providerPage = await openProvider();
  await refuseAt(providerPage);
  await providerPage.getByRole('heading', { name: 'Connection failed' }).waitFor();
  await providerPage.getByRole('link', { name: 'Open the credential' }).waitFor();
  await providerPage.close();
  await state('Connection failed');
  await seen('The account was not connected.');
  await seen(/The user denied access at the provider/);
  await seen(/End-User aborted interaction/);
  await happened('Connection failed');
});

test('a wrong client secret is reported, and entering the right one fixes it', async () => {
  const id = await make({
    name: 'A machine',
    grant_type: 'client_credentials',
    scopes: [],
    client_secret: 'wrong',
  });
  await visit.signIn(owner, '/console');
  await visit.go(`credentials/${id}/show`);
  await button('Connect').click();
  await state('Connection failed');
  await seen(/does not know the client, or the client secret is wrong/);
  const advanced = page.getByRole('link', { name: 'Advanced settings' }).first();
  expect(await advanced.getAttribute('href')).toMatch(new RegExp(`/credentials/${id}#advanced$`));
  expect(await visit.axe()).toEqual([]);
  await visit.picture('credential-client-refused');
  await page.getByRole('link', { name: 'Edit client ID and client secret' }).click();
  await page.getByRole('heading', { level: 1, name: /A machine/ }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Authorization URL' }).count()).toBe(0);
  expect(await page.getByRole('textbox', { name: 'Redirect URI' }).count()).toBe(0);
  const secret = page.getByLabel('Client secret');
  expect(await secret.inputValue()).toBe('');
  await secret.fill(provider.clientSecret);
  await button('Save').click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.waitForURL(`**/credentials/${id}/show`);
  await button('Connect').click();
  await seen('The account is connected.');
  await state('Connected');
});

test('a client secret is rotated while the previous one stays in use', async () => {
  const id = await make({ name: 'Rotating', grant_type: 'client_credentials', authorization_params: {} });
  await visit.signIn(owner, '/console');
  await visit.go(`credentials/${id}`);
  const secret = page.getByLabel('Client secret');
  await secret.waitFor();
  expect(await page.getByLabel('Previous secret expires').count()).toBe(0);
  await secret.fill('not accepted yet');
  await choose('Previous secret expires', 'In 7 days');
  await visit.picture('credential-secret-rotation');
  expect(await visit.axe()).toEqual([]);
  await button('Save').click();
  await page.waitForURL(`**/credentials/${id}/show`);
  await seen('Previous secret expires');
  await button('Connect').click();
  await seen('The account is connected.');
  await button('Delete now').click();
  await page.getByRole('dialog', { name: 'Delete the previous client secret?' }).waitFor();
  expect(await visit.axe()).toEqual([]);
  await button('Delete previous secret').click();
  await seen('Previous secret deleted');
  await page.getByText('Previous secret expires').first().waitFor({ state: 'detached' });
});

test('a fix in a collapsed section of the form is linked, and the section is expanded', async () => {
  const id = await make({ name: 'Forgetful', scopes: ['openid'], authorization_params: {} });
  await visit.signIn(owner, '/console');
  await visit.go(`credentials/${id}/show`);
  const providerPage = await openProvider();
  await agreeAt(providerPage);
  await providerPage.getByRole('heading', { name: 'Connection failed' }).waitFor();
  await providerPage.close();
  const stateRegion = page.getByRole('region', { name: 'State' });
  await stateRegion.getByText(/scope offline_access.*access_type=offline or prompt=consent/).waitFor();
  const label = 'Non-expiring tokens (no refresh token)';
  await page.getByRole('region', { name: 'History' }).getByText(label).waitFor();
  expect(await page.getByText('non_expiring_tokens').count()).toBe(0);
  await page.getByRole('link', { name: 'Edit advanced settings' }).click();
  const advanced = button('Advanced');
  await advanced.and(page.locator(':focus')).waitFor();
  expect(await advanced.getAttribute('aria-expanded')).toBe('true');
  await page.getByRole('combobox', { name: 'PKCE' }).waitFor();
  expect(await button('Config services').getAttribute('aria-expanded')).toBe('false');
  // The section is also expanded if the URL is opened directly.
  await page.reload();
  await advanced.and(page.locator(':focus')).waitFor();
  const parameters = page.getByRole('group', { name: 'Authorization request parameters' });
  await parameters.getByText(/only with access_type=offline or prompt=consent/).waitFor();
  await parameters.getByRole('button', { name: 'Add parameter' }).click();
  await parameters.getByRole('textbox', { name: 'Name' }).fill('prompt');
  await parameters.getByRole('textbox', { name: 'Value' }).fill('consent');
  await visit.picture('credential-parameters');
  await button('Save').click();
  const settings = page.getByRole('region', { name: 'Settings' });
  await settings.getByText('Authorization request parameters', { exact: true }).waitFor();
  await settings.getByText('prompt=consent', { exact: true }).waitFor();
});

test('saving with an empty client secret keeps the stored one', async () => {
  const id = await make({ grant_type: 'client_credentials', scopes: [] });
  await visit.signIn(owner, '/console');
  await visit.go(`credentials/${id}`);
  await page.getByRole('textbox', { name: 'Description' }).fill('Renamed');
  await button('Save').click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.waitForURL(`**/credentials/${id}/show`);
  await button('Connect').click();
  await state('Connected');
});

test('the password grant asks for username and password, reports errors, and keeps no password', async () => {
  const id = await make({ name: 'A person', grant_type: 'password' });
  await visit.signIn(owner, '/console');
  await visit.go(`credentials/${id}/show`);
  await button('Connect').click();
  const dialog = page.getByRole('dialog', { name: 'Connect with a password' });
  await dialog.getByLabel('Username').fill(provider.username);
  await dialog.getByLabel('Password').fill('not the right one');
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await dialog.getByText(/the username or password is incorrect/).waitFor();
  await visit.picture('credential-password');
  expect(await visit.axe()).toEqual([]);
  await dialog.getByLabel('Password').fill(provider.password);
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await seen('The account is connected.');
  await state('Connected');
  expect(await page.content()).not.toContain(provider.password);
});

test('if the tenant allows the console as a return URL, the browser returns to the credential', async () => {
  const back = `${console_.url}/console/${console_.tenantId}/credentials`;
  const body = (return_urls: string[]) => ({
    data: { type: 'tenant', id: console_.tenantId, attributes: { return_urls } },
  });
  await console_.api('PATCH', '', body([back]));
  const id = await make({ name: 'There and back' });
  await visit.signIn(owner, '/console');
  await visit.go(`credentials/${id}/show`);
  await button('Connect').click();
  await refuseAt(page);
  await seen('The account was not connected.');
  await state('Connection failed');
  await button('Connect').click();
  await agreeAt(page);
  await seen('The account is connected.');
  await state('Connected');
  const url = `${console_.url}/console/${console_.tenantId}/credentials/${id}/show`;
  expect(page.url()).toBe(url);
  // A shown result is not shown again, and an unknown connection is removed from the URL.
  await page.reload();
  await state('Connected');
  expect(await page.getByText('The account is connected.', { exact: true }).count()).toBe(0);
  await visit.go(`credentials/${id}/show?connection=nobody-knows-it`);
  await state('Connected');
  expect(page.url()).toBe(url);
  await console_.api('PATCH', '', body([]));
});

test('an error of the API is shown at its field, even in a collapsed section, which expands', async () => {
  await visit.signIn(owner, '/console');
  await visit.go('credentials/create');
  await page.getByLabel('Name', { exact: false }).first().fill('Refused');
  await page.getByRole('textbox', { name: 'Client ID' }).fill('x');
  await page.getByRole('textbox', { name: 'Token URL' }).fill('https://10.0.0.1/token');
  await page.getByRole('textbox', { name: 'Authorization URL' }).fill(`${provider.issuer}/auth`);
  await button('Config services').click();
  await choose('User ID mapper service', 'JSONata expression');
  await page.getByRole('textbox', { name: 'Expression' }).fill('userinfo.(');
  await choose('Webhook event verification service', 'Other sender: configure its signature (HMAC)');
  await page.getByRole('textbox', { name: 'Signature header' }).fill('X-Signature');
  await button('Advanced').click();
  await page.getByRole('switch').or(page.getByRole('checkbox')).first().waitFor();
  expect(await visit.axe()).toEqual([]);
  await visit.picture('credential-services');
  await button('Config services').click();
  await page.getByRole('textbox', { name: 'Expression' }).waitFor({ state: 'hidden' });
  await button('Create').click();
  const expression = page.getByRole('textbox', { name: 'Expression' });
  await expression.waitFor();
  expect(await expression.getAttribute('aria-invalid')).toBe('true');
  const url = page.getByRole('textbox', { name: 'Token URL' });
  expect(await url.getAttribute('aria-invalid')).toBe('true');
  const described = await url.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${described}"]`).innerText()).toMatch(/not public/);
  // Once corrected, the form is accepted and no error remains.
  await url.fill(`${provider.issuer}/token`);
  await expression.fill('userinfo.sub');
  await button('Create').click();
  await state('Not connected');
});

test('a provider fills in its defaults and asks for its parameters', async () => {
  await visit.signIn(owner, '/console');
  await visit.go('credentials/create');
  await page.getByLabel('Name', { exact: false }).first().fill('Sales');
  await page.getByRole('combobox', { name: 'Integration' }).fill('salesf');
  await page.waitForResponse((answer) => answer.url().includes('search%5D=salesf'));
  expect(await page.getByRole('combobox', { name: 'Integration' }).inputValue()).toBe('salesf');
  await page.getByRole('option', { name: 'Salesforce', exact: true }).click();
  const tokenUrl = page.getByRole('textbox', { name: 'Token URL' });
  await page.locator('input[value="https://{domain}.salesforce.com/services/oauth2/token"]').waitFor();
  await page.getByRole('button', { name: 'refresh_token' }).waitFor();
  await page.getByRole('textbox', { name: 'domain' }).fill('login');
  await page.getByRole('textbox', { name: 'Client ID' }).fill('sales-1');
  await tokenUrl.fill('https://{domain}.example.com/token');
  await seen(/Default from Salesforce: https:\/\/\{domain\}\.salesforce\.com\/services\/oauth2\/token/);
  await button('Use default from Salesforce').click();
  await button('Create').click();
  await state('Not connected');
  const id = /credentials\/([^/]+)\/show/.exec(page.url())![1]!;
  const { attributes } = await console_.api('GET', `credentials/${id}`);
  expect(attributes).toMatchObject({
    token_url: null,
    authorization_url: null,
    scopes: null,
    parameters: { domain: 'login' },
  });
});

test('the user ID mapper is tested with a sample and shows its result', async () => {
  const id = await make({
    name: 'Tried',
    config_services: { user_id_mapper: { type: 'jsonata', expression: 'userinfo.mail' } },
  });
  await visit.signIn(owner, '/console');
  await visit.go(`credentials/${id}/show`);
  await button('Test the user ID mapper').click();
  const sample = page.getByRole('textbox', { name: /^token, id_token/ });
  expect(JSON.parse(await sample.inputValue())).toMatchObject({ id_token: { sub: '42' } });
  expect(await page.evaluate(SELECTED)).toBe(await sample.inputValue());
  await button('Run test').click();
  await seen(/[Tt]he user I[Dd] mapper service failed/);
  await page.getByRole('textbox', { name: 'Expression to test' }).fill('userinfo.email');
  await button('Run test').click();
  await seen('kim@example.com');
  await sample.fill('[');
  await button('Run test').click();
  await seen('The sample must be a JSON object.');
});

test('a viewer sees the state of a credential, and no actions', async () => {
  const id = await make({
    name: 'Only to look at',
    grant_type: 'client_credentials',
    client_secret: 'wrong',
  });
  await expect(
    console_.api('POST', `credentials/${id}/connections`, { data: { type: 'connection' } }),
  ).rejects.toThrow(/invalid_client/);
  await visit.signIn(await console_.user('viewer'), '/console');
  await visit.go('credentials');
  expect(await page.getByRole('link', { name: 'Add credential' }).count()).toBe(0);
  await leaveBy(page.getByRole('row', { name: /Only to look at/ }));
  await state('Connection failed');
  await seen(/client secret is wrong/);
  expect(await page.getByRole('button', { name: /^(Connect|Refresh now|Delete|Disconnect)/ }).count()).toBe(
    0,
  );
  expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
  await happened('Connection failed');
});

test('a user who can edit credentials, but not delete them or read the log, sees just that', async () => {
  const id = await make({ name: 'A machine of theirs', grant_type: 'client_credentials', scopes: [] });
  await visit.signIn(await console_.user('developer'), '/console');
  await visit.go(`credentials/${id}/show`);
  await button('Connect').click();
  await state('Connected');
  await page.getByRole('link', { name: 'Edit' }).waitFor();
  expect(await page.getByRole('button', { name: /^(Refresh now|Delete)/ }).count()).toBe(0);
  expect(await page.getByRole('region', { name: 'History' }).count()).toBe(0);
});

test('values entered by other users are shown as text, never as markup', async () => {
  const id = await make({
    name: HOSTILE,
    description: HOSTILE,
    grant_type: 'client_credentials',
    base_uri: 'https://api.example/<script>',
    config_services: { user_id_mapper: { type: 'jsonata', expression: `"${HOSTILE}"` } },
    scopes: [],
  });
  await console_.api('POST', `credentials/${id}/connections`, { data: { type: 'connection' } });
  await visit.signIn(owner, '/console');
  await visit.go('credentials');
  await leaveBy(page.getByRole('row', { name: HOSTILE }).first());
  await page.getByRole('heading', { level: 1, name: HOSTILE }).waitFor();
  await page.getByRole('region', { name: 'Account' }).getByText(HOSTILE, { exact: true }).waitFor();
  await button('Disconnect').click();
  await page.getByRole('dialog').getByText(`Disconnect ${HOSTILE}?`).waitFor();
  await button('Cancel').click();
  await visit.go(`credentials/${id}`);
  const named = page.locator('input[value^="<script>"]');
  await named.first().waitFor();
  expect(await named.count()).toBe(1);
  expect(await page.locator('img').count()).toBe(0);
});

test('a credential in use links to flows and webhooks, tests its parser and cannot be deleted', async () => {
  const id = await make({
    name: 'In use',
    config_services: {
      webhook_parser: { type: 'jsonata', format: 'json', expression: '{"type": body.kind}' },
    },
  });
  const descriptor = { title: 'Clock', credentials: {}, envVars: {} };
  const component = await console_.api('POST', 'components', {
    data: { type: 'component', attributes: { descriptor } },
  });
  const nodes = [{ id: 'a', component_id: component.id, credentials_id: id }];
  const flow = await console_.api('POST', 'flows', {
    data: { type: 'flow', attributes: { name: 'Orders by night', graph: { nodes, edges: [] } } },
  });
  await console_.api('POST', 'webhooks', {
    data: {
      type: 'webhook',
      attributes: { name: 'Orders arrive', authentication: 'oauth2' },
      relationships: {
        flow: { data: { type: 'flow', id: flow.id } },
        credential: { data: { type: 'credential', id } },
      },
    },
  });
  await visit.signIn(owner, '/console');
  await visit.go(`credentials/${id}/show`);
  const usage = page.getByRole('region', { name: 'Usage' });
  await usage.getByRole('link', { name: 'Orders by night' }).waitFor();
  await usage.getByRole('link', { name: 'Orders arrive' }).waitFor();

  await button('Test a parser').click();
  await page.getByRole('textbox', { name: 'Body' }).fill('{"kind":"order.paid"}');
  const headers = page.getByRole('textbox', { name: 'Headers' });
  await headers.fill('Content-Type: application/json\nnot a header');
  await seen('Line 2 is not a header. Enter a name, a colon and a value.');
  expect(await button('Run test').isDisabled()).toBe(true);
  await headers.fill('Content-Type: application/json');
  await button('Run test').click();
  await seen(/"type": "order\.paid"/);

  await button('Delete').click();
  await button('Delete permanently').click();
  await page
    .getByRole('dialog')
    .getByText(/The credential is in use: 1 flow includes it/)
    .waitFor();
  await page.getByRole('dialog').getByRole('link', { name: 'Orders by night' }).waitFor();
});

test('an account is connected with a code that is entered at the provider', async () => {
  const id = await make({ grant_type: 'device_code', scopes: ['openid', 'offline_access'] });
  await visit.signIn(owner, `/console/${console_.tenantId}/credentials/${id}/show`);
  await button('Connect').click();
  const dialog = page.getByRole('dialog', { name: /^Enter this code at 127\.0\.0\.1/ });
  const code = await dialog.getByText(/^[A-Z]{4}-[A-Z]{4}$/).textContent();
  await dialog.getByRole('button', { name: 'Copy: Code' }).waitFor();
  await dialog.getByText(`${provider.issuer}/device`, { exact: true }).waitFor();
  await dialog.getByText(/^Expires in \d{1,2}:\d{2}$/).waitFor();
  expect(await visit.axe()).toEqual([]);
  await visit.picture('credential-device-code');
  const [providerPage] = await Promise.all([
    visit.context.waitForEvent('page'),
    dialog.getByRole('link', { name: /^Open 127\.0\.0\.1/ }).click(),
  ]);
  await providerPage.getByText(code!).waitFor();
  await providerPage.getByRole('button', { name: 'Continue' }).click();
  await agreeAt(providerPage);
  await seen('The account is connected.');
  await dialog.waitFor({ state: 'hidden' });
  await state('Connected');
  await happened('Connected');
});

test('a code that nobody enters in time is reported, and the credential is as before', async () => {
  const id = await make({ grant_type: 'device_code' });
  await visit.signIn(owner, `/console/${console_.tenantId}/credentials/${id}/show`);
  // As the API reports it ten minutes later.
  await page.route(`**/credentials/${id}/connections/*`, async (route) => {
    const response = await route.fetch();
    const document = await response.json();
    const late = { state: 'expired', reason: 'Too late.', reason_code: 'device_code_expired' };
    document.data.attributes = { ...document.data.attributes, ...late };
    await route.fulfill({ response, json: document });
  });
  await button('Connect').click();
  await seen('The account was not connected in time.');
  await seen('Nobody entered the code at the provider in time.');
  await state('Not connected');
});
