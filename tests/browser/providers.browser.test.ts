import type { Page } from 'playwright-core';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { leaveBy, type Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let owner: string;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  console_ = await startConsole();
  owner = await console_.user('owner');
});
afterAll(() => console_.close());

beforeEach(async () => {
  visit = await console_.open();
  ({ page } = visit);
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

const ACME = {
  name: 'Acme CRM',
  color: '#1459b8',
  initials: 'AC',
  grant_types: ['authorization_code'],
  authorization_url: 'https://acme.example/authorize',
  token_url: 'https://acme.example/token',
  scopes: [{ name: 'contacts.read', description: 'Read contacts' }],
  registration: { url: 'https://acme.example/developers', steps: ['Create an app.', 'Copy its client ID.'] },
};

const define = (id: string, attributes: object = {}) =>
  console_.api('POST', 'providers', {
    data: { type: 'provider', id, attributes: { ...ACME, ...attributes } },
  });
const attributesOf = async (id: string) => (await console_.api('GET', `providers/${id}`)).attributes;
const enter = (path: string, user = owner) => visit.signIn(user, `/console/${console_.tenantId}/${path}`);
const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const settings = () => page.getByRole('textbox', { name: 'Other settings' });
const seen = (text: string | RegExp) => page.getByText(text).first().waitFor();
const titled = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

test('a provider is defined, used by a credential, changed there too, and deleted only when unused', async () => {
  await enter('providers');
  await page.getByRole('link', { name: 'Add provider' }).click();
  await titled('Add provider');
  await field('Name').fill('Ácme CRM, inc.');
  expect(await field('ID').inputValue()).toBe('acme-crm-inc');
  await field('ID').fill('Acme');
  await field('Name').fill('Acme CRM');
  // An ID that was entered stays.
  expect(await field('ID').inputValue()).toBe('Acme');
  await field('Authorization URL').fill('https://acme.example/authorize');
  await field('Token URL').fill('nowhere');
  await page.getByRole('combobox', { name: 'Default scopes' }).fill('contacts.read offline ');
  await settings().fill(
    '{\n  "initials": "AC",\n  "tokn_headers": {},\n  "access_token_lifetime": "long"\n}',
  );
  await button('Create').click();
  await seen(/^4 fields need attention|^3 fields need attention/);
  const faults = page.getByRole('alert').filter({ hasText: 'Line ' });
  await faults.getByText('Line 3: attributes does not support the member "tokn_headers"').waitFor();
  await faults.getByText(/^Line 4: access_token_lifetime must be/).waitFor();
  await seen(/^Must be an absolute URL/);
  await seen(/^Must consist of lowercase letters and digits/);
  await visit.picture('provider-refused');

  await field('ID').fill('acme-crm');
  await field('Token URL').fill('https://acme.example/token');
  await settings().fill('{"initials": "AC", "access_token_lifetime": 7200}');
  await button('Create').click();
  await titled('Acme CRM');
  await page.getByRole('region', { name: 'Authentication' }).getByText('2 hours').waitFor();
  await seen('No credential uses this provider.');
  expect(await attributesOf('acme-crm')).toEqual({
    name: 'Acme CRM',
    grant_types: ['authorization_code'],
    authorization_url: 'https://acme.example/authorize',
    token_url: 'https://acme.example/token',
    default_scopes: ['contacts.read', 'offline'],
    initials: 'AC',
    access_token_lifetime: 7200,
    built_in: false,
    created_at: expect.any(String),
    updated_at: expect.any(String),
  });

  await visit.show('credentials/create');
  await field('Name').fill('Our CRM');
  await page.getByRole('combobox', { name: 'Integration' }).fill('Acme');
  await page.getByRole('option', { name: 'Acme CRM' }).click();
  await page.locator('input[value="https://acme.example/token"]').waitFor();
  await field('Client ID').fill('acme');
  await button('Create').click();
  await titled('Our CRM');

  await visit.show('providers/acme-crm');
  await field('Name').fill('Acme Sales');
  await field('Token URL').fill('https://acme.example/oauth/token');
  await settings().fill('{"refresh_token": "always"}');
  await button('Save').click();
  await titled('Acme Sales');
  const changed = await attributesOf('acme-crm');
  expect(changed).toMatchObject({ name: 'Acme Sales', refresh_token: 'always' });
  expect(Object.keys(changed)).not.toContain('initials');
  expect(Object.keys(changed)).not.toContain('access_token_lifetime');

  // The credential form had kept the provider as it was.
  await leaveBy(page.getByRole('region', { name: 'Credentials' }).getByRole('link', { name: 'Our CRM' }));
  await page.getByRole('region', { name: 'State' }).getByText('Acme Sales').waitFor();
  await visit.show('credentials/create');
  await page.getByRole('combobox', { name: 'Integration' }).fill('Acme');
  await page.getByRole('option', { name: 'Acme Sales' }).click();
  await page.locator('input[value="https://acme.example/oauth/token"]').waitFor();
  page.once('dialog', (dialog) => void dialog.accept());

  await visit.show('providers/acme-crm/show');
  await titled('Acme Sales');
  await button('Delete').click();
  await button('Delete permanently').click();
  const refusal = page.getByRole('dialog').getByRole('alert');
  await refusal.getByText('1 credential uses it').waitFor();
  await refusal.getByRole('link', { name: 'Our CRM' }).waitFor();
  await visit.picture('provider-in-use');
  expect(await visit.axe()).toEqual([]);
  const { data } = (await console_.read('credentials')) as { data: { id: string }[] };
  await console_.api('DELETE', `credentials/${data[0]!.id}`);
  await button('Cancel').click();
  await button('Delete').click();
  await button('Delete permanently').click();
  await page.getByText('Deleted', { exact: true }).waitFor();
  await expect(console_.api('GET', 'providers/acme-crm')).rejects.toThrow('not_found');
});

test('the list is searched and shows the own providers or those of the catalog', async () => {
  await define('listed');
  await enter('providers');
  await page.getByRole('searchbox', { name: 'Search' }).fill('github');
  const catalog = page.getByRole('row', { name: /GitHub/ }).first();
  expect(await catalog.innerText()).toMatch(/Authorization code[^]*Catalog/);
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await button('Own').click();
  await page
    .getByRole('row', { name: /Catalog$/ })
    .first()
    .waitFor({ state: 'detached' });
  const own = page.getByRole('row', { name: /listed/ });
  expect(await own.innerText()).toMatch(/^AC\s+Acme CRM\s+listed\s+Authorization code\s+Own$/);
  expect(await page.getByRole('row', { name: /Catalog/ }).count()).toBe(0);
  await leaveBy(own);
  await titled('Acme CRM');
});

test('a provider of the catalog shows its facts, and is customized under the same ID', async () => {
  await enter('providers/docusign');
  // The form of a provider that cannot be changed leads to its page.
  await page.waitForURL(/providers\/docusign\/show$/);
  await titled('Docusign');
  await page.getByRole('region', { name: 'Authentication' }).getByText('8 hours').waitFor();
  await page.getByRole('region', { name: 'App registration' }).getByText('Add the redirect URI').waitFor();
  await page.getByRole('region', { name: 'Scopes' }).getByText('Use the Docusign APIs').waitFor();
  await page.getByRole('region', { name: 'Parameters' }).getByText('for example, account').waitFor();
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
  await page.getByRole('link', { name: 'Customize' }).click();
  await titled('Customize Docusign');
  await seen('This provider will replace Docusign from the catalog in this tenant.');
  await field('Name').fill('Our Docusign');
  expect(await field('ID').inputValue()).toBe('docusign');
  expect(await field('ID').getAttribute('readonly')).not.toBeNull();
  expect(await settings().inputValue()).not.toContain('sources');
  await button('Create').click();
  await titled('Our Docusign');
  await page.getByRole('region', { name: 'Overview' }).getByText('Own').waitFor();
  await button('Delete').waitFor();
  await console_.api('DELETE', 'providers/docusign');
});

test('a new provider starts with the settings of another one, under its own name and ID', async () => {
  await enter('providers/create');
  await field('Name').fill('GitHub at work');
  await page.getByRole('combobox', { name: 'Start from a provider' }).fill('github');
  await page.getByRole('option', { name: 'GitHub', exact: true }).click();
  await page.locator('input[value="https://github.com/login/oauth/access_token"]').waitFor();
  expect([await field('Name').inputValue(), await field('ID').inputValue()]).toEqual([
    'GitHub at work',
    'github-at-work',
  ]);
  await button('Create').click();
  await titled('GitHub at work');
  const copy = await attributesOf('github-at-work');
  const original = await attributesOf('github');
  for (const checked of ['sources', 'unconfirmed', 'checked_on', 'created_at', 'updated_at'])
    for (const attributes of [copy, original]) delete attributes[checked];
  expect(copy).toEqual({ ...original, name: 'GitHub at work', built_in: false });
});

test('a provider with API keys starts with an example, which is replaced by nothing that was entered', async () => {
  await enter('providers/create');
  await field('Name').fill('Acme Mail');
  await page.getByRole('combobox', { name: 'Authentication type' }).click();
  await page.getByRole('option', { name: 'API key' }).click();
  expect(JSON.parse(await settings().inputValue())).toMatchObject({ api_key: { label: 'API key' } });
  expect(await page.getByRole('textbox', { name: 'Token URL' }).count()).toBe(0);
  await settings().fill('{"api_key": {"label": "Secret"}, "name": "Another"}');
  await page.getByRole('combobox', { name: 'Authentication type' }).click();
  await page.getByRole('option', { name: 'Username and password' }).click();
  expect(await settings().inputValue()).toContain('Secret');
  await page.getByRole('combobox', { name: 'Authentication type' }).click();
  await page.getByRole('option', { name: 'API key' }).click();
  await button('Create').click();
  await page.getByRole('alert').getByText('Line 1: name has its own field above.').first().waitFor();
  await settings().fill('{"api_key": {"label": "Secret"}}');
  await button('Create').click();
  await titled('Acme Mail');
  expect(await attributesOf('acme-mail')).toMatchObject({
    authentication_type: 'api_key',
    api_key: { label: 'Secret' },
  });
});

test('an ID that is taken is rejected at its field', async () => {
  await define('taken');
  await enter('providers/create');
  await field('Name').fill('Taken');
  await field('Authorization URL').fill('https://acme.example/authorize');
  await field('Token URL').fill('https://acme.example/token');
  await button('Create').click();
  await page.getByText(/^The tenant already has a provider with this ID/).waitFor();
  expect(await field('ID').getAttribute('aria-invalid')).toBe('true');
});

test('leaving a changed form asks, and changes that others made meanwhile are shown', async () => {
  await define('contested', { notes: 'First', pkce: true });
  await enter('providers/contested');
  await settings().fill('{"notes": "Mine"}');
  const asked = page.waitForEvent('dialog').then((dialog) => dialog.dismiss());
  await page.getByRole('navigation').getByText('Scopes', { exact: true }).click();
  await asked;
  await console_.api('PATCH', 'providers/contested', {
    data: { type: 'provider', id: 'contested', attributes: { notes: 'Theirs', pkce: false } },
  });
  await button('Save').click();
  const dialog = page.getByRole('dialog', { name: 'Someone else changed this while you were editing' });
  const row = dialog.getByRole('row', { name: /Other settings/ });
  await row.getByText('"Theirs"').waitFor();
  await row.getByText('"Mine"').waitFor();
  expect(await dialog.getByRole('row').count()).toBe(2);
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await seen('Saved');
  const { notes, pkce, scopes } = await attributesOf('contested');
  // What was not changed here keeps what others saved.
  expect({ notes, pkce, scopes }).toEqual({ notes: 'Mine', pkce: false, scopes: undefined });
});

test('a registration page that is no URL, and repeated steps, are shown as text', async () => {
  await define('odd', { registration: { url: 'https://[', steps: ['Ask us.', 'Ask us.'] } });
  await enter('providers/odd/show');
  const registration = page.getByRole('region', { name: 'App registration' });
  await registration.getByText('Register an app at https://[.').waitFor();
  expect(await registration.getByRole('listitem').count()).toBe(2);
});

test('a user without permission to edit sees a provider but no actions', async () => {
  await define('read-only');
  await enter('providers', await console_.user('viewer'));
  await button('Own').click();
  await leaveBy(page.getByRole('row', { name: /read-only/ }));
  await titled('Acme CRM');
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
  expect(await page.getByRole('link', { name: /Edit|Customize|Add/ }).count()).toBe(0);
});

test('a user who may not see the tenant’s providers chooses from the catalog', async () => {
  await define('hidden', { name: 'Acme Hidden' });
  const permissions = ['tenants.credentials.get', 'tenants.credentials.create'];
  await console_.api('POST', 'roles', {
    data: { type: 'role', attributes: { name: 'catalog-only', permissions } },
  });
  await enter('credentials/create', await console_.user('catalog-only'));
  expect(await page.getByRole('navigation').getByText('Providers').count()).toBe(0);
  await page.getByRole('combobox', { name: 'Integration' }).fill('GitHub');
  await page.getByRole('option', { name: 'GitHub', exact: true }).waitFor();
  await page.getByRole('combobox', { name: 'Integration' }).fill('Acme Hidden');
  await page.getByText('No options').waitFor();
});

test('the credential form offers the scopes of a provider, and says where to register an app', async () => {
  await define('scoped', { name: 'Acme Scoped' });
  await enter('credentials/create');
  await field('Name').fill('Scoped');
  await page.getByRole('combobox', { name: 'Integration' }).fill('Acme Scoped');
  await page.getByRole('option', { name: 'Acme Scoped' }).click();
  await seen('Register an app at acme.example/developers.');
  const link = page.getByRole('link', { name: 'acme.example/developers' });
  expect(await link.getAttribute('href')).toBe('https://acme.example/developers');
  await seen('Copy its client ID.');
  await field('Client ID').fill('acme');
  const scopes = page.getByRole('combobox', { name: 'Scopes' });
  // Found by its description.
  await scopes.fill('Contacts');
  const offered = page.getByRole('option', { name: /contacts\.read/ });
  expect(await offered.innerText()).toMatch(/^contacts\.read\s+Read contacts$/);
  await visit.picture('credential-scopes');
  expect(await visit.axe()).toEqual([]);
  await offered.click();
  await scopes.fill('another.scope');
  await scopes.press('Enter');
  await button('Create').click();
  await titled('Scoped');
  const { data } = (await console_.read('credentials?filter[search]=Scoped')) as {
    data: { attributes: { scopes: string[] } }[];
  };
  expect(data[0]!.attributes.scopes).toEqual(['contacts.read', 'another.scope']);
});
