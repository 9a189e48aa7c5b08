import type { Page } from 'playwright-core';
import { faultOfJwt, rsaKey } from '../support/jwt-checks.ts';
import { oauth1Provider } from '../support/oauth1-provider.ts';
import { scriptedProvider } from '../support/scripted-provider.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let owner: string;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
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

const button = (name: string) => page.getByRole('button', { name, exact: true });
const seen = (text: string | RegExp) => page.getByText(text).first().waitFor();

async function chooseProvider(name: string): Promise<void> {
  const integration = page.getByRole('combobox', { name: 'Integration' });
  await integration.fill(name);
  await page.getByRole('option', { name, exact: true }).click();
}

test('a provider of the catalog without OAuth is connected with an API key, which is not shown again', async () => {
  await visit.signIn(owner, `/console/${console_.tenantId}/credentials/create`);
  await page.getByLabel('Name', { exact: false }).first().fill('Our mail');
  await chooseProvider('SendGrid');
  await page.getByRole('combobox', { name: 'Authentication type' }).getByText('API key').waitFor();
  expect(await page.getByRole('textbox', { name: 'Client ID' }).count()).toBe(0);
  expect(await page.getByRole('textbox', { name: 'Token URL' }).count()).toBe(0);
  await page.getByRole('textbox', { name: 'host' }).fill('api');
  await visit.picture('credential-api-key-form');
  expect(await visit.axe()).toEqual([]);
  await button('Create').click();

  await button('Connect').click();
  const dialog = page.getByRole('dialog', { name: 'Connect with an API key' });
  await dialog.getByText('under Settings and API keys').waitFor();
  expect(await dialog.getByLabel('API key').getAttribute('type')).toBe('password');
  await dialog.getByLabel('API key').fill('has a space');
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await dialog.getByRole('alert').getByText('must consist of visible ASCII characters').waitFor();
  await visit.picture('credential-api-key');
  expect(await visit.axe()).toEqual([]);
  await dialog.getByLabel('API key').fill('SG.secret-key-1');
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await seen('The account is connected.');
  await page.reload();
  await page.getByRole('region', { name: 'State' }).getByText('Connected', { exact: true }).waitFor();
  await page.getByRole('region', { name: 'Settings' }).getByText('API key', { exact: true }).waitFor();
  expect(await page.content()).not.toContain('SG.secret-key-1');
});

test('a Google service account is connected with its key alone, which the form explains', async () => {
  const { publicKey: key, pem } = rsaKey();
  const issuer = 'robot@project.iam.gserviceaccount.example';
  const at = await scriptedProvider({
    'POST /token': async ({ fields, headers }) => {
      const audience = `http://${headers.host}/token`;
      const demands = { key, issuer, subject: undefined, audience, scope: 'calendar', longest: 3600 };
      const fault = await faultOfJwt(fields['assertion'], demands);
      const refused = { error: 'invalid_grant', error_description: fault };
      return fault === undefined ? { access_token: 'a', expires_in: 3600 } : { status: 400, body: refused };
    },
  });
  await visit.signIn(owner, `/console/${console_.tenantId}/credentials/create`);
  await page.getByLabel('Name', { exact: false }).first().fill('Our robot');
  await chooseProvider('Google service account');
  await page
    .getByRole('combobox', { name: 'Grant type' })
    .getByText('Signed JWT (service account)')
    .waitFor();
  await seen(/Email address of the Google Workspace user .* \(optional\); for example, ann@acme\.example/);
  await seen(/From a JSON key file, copy the value of private_key/);
  await page.getByRole('textbox', { name: 'Client ID' }).fill(issuer);
  // The field has one line, so the browser drops the line breaks of the key.
  await page.getByLabel('Client secret').fill(pem);
  await page.getByRole('textbox', { name: 'Token URL' }).fill(`${at.url}/token`);
  await page.getByRole('combobox', { name: 'Scopes' }).fill('calendar ');
  await button('Advanced').click();
  await page
    .getByRole('combobox', { name: 'Client authentication' })
    .getByText('the JWT is enough')
    .waitFor();
  await visit.picture('credential-service-account');
  expect(await visit.axe()).toEqual([]);
  await button('Create').click();
  await button('Connect').click();
  await seen('The account is connected.');
  expect(at.at('/token')).toHaveLength(1);
  await at.close();
});

test('the settings of an unusual provider are entered as JSON, checked, shown and kept by other changes', async () => {
  await visit.signIn(owner, `/console/${console_.tenantId}/credentials/create`);
  await page.getByLabel('Name', { exact: false }).first().fill('An unusual provider');
  await page.getByRole('textbox', { name: 'Client ID' }).fill('acme');
  await page.getByRole('textbox', { name: 'Authorization URL' }).fill('https://third.example/authorize');
  await page.getByRole('textbox', { name: 'Token URL' }).fill('https://third.example/token');
  await button('Advanced').click();
  const settings = page.getByRole('textbox', { name: 'Provider settings' });
  await settings.fill('{"callback": ');
  await button('Create').click();
  await page
    .getByRole('alert')
    .getByText(/^Line 1/)
    .waitFor();
  await settings.fill('{\n  "callback": {\n    "values": ["not a name"]\n  }\n}');
  await button('Create').click();
  await page
    .getByRole('alert')
    .getByText(/must consist of letters, digits and underscores/)
    .waitFor();
  await settings.fill('{"callback": {"values": ["realmId"]}}');
  await button('Create').click();
  await page.getByRole('region', { name: 'Settings' }).getByText('"realmId"').waitFor();

  const id = /credentials\/([^/]+)/.exec(page.url())![1]!;
  await visit.go(`credentials/${id}`);
  await page.getByLabel('Description').fill('For the orders');
  await button('Save').click();
  await page.getByRole('region', { name: 'Settings' }).getByText('For the orders').waitFor();
  const { data } = (await console_.read(`credentials/${id}`)) as {
    data: { attributes: { provider_settings: object } };
  };
  expect(data.attributes.provider_settings).toEqual({ callback: { values: ['realmId'] } });
});

test('a provider of the catalog with OAuth 1.0 is connected with its token and the secret of the token', async () => {
  await visit.signIn(owner, `/console/${console_.tenantId}/credentials/create`);
  await page.getByLabel('Name', { exact: false }).first().fill('Our ledger');
  await chooseProvider('Oracle NetSuite (token-based authentication)');
  await page.getByRole('combobox', { name: 'Authentication type' }).getByText('OAuth 1.0').waitFor();
  await page.getByText('The consumer key.').waitFor();
  await page.getByRole('textbox', { name: 'Client ID' }).fill('consumer-1');
  await page.getByLabel('Client secret').fill('consumer-secret-1');
  await page.getByRole('textbox', { name: 'account' }).fill('1234567-sb1');
  await page.getByRole('textbox', { name: 'realm' }).fill('1234567_SB1');
  expect(await page.getByRole('textbox', { name: 'Issuer' }).count()).toBe(0);
  await visit.picture('credential-oauth1-form');
  expect(await visit.axe()).toEqual([]);
  await button('Create').click();

  await button('Connect').click();
  const dialog = page.getByRole('dialog', { name: 'Connect with an access token' });
  await dialog.getByText('under Setup > Users/Roles > Access Tokens').waitFor();
  await dialog.getByLabel('Token ID').fill('token-id-1');
  await dialog.getByLabel('Token secret').fill('token-secret-1');
  expect(await visit.axe()).toEqual([]);
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await seen('The account is connected.');
  await page.reload();
  await page.getByRole('region', { name: 'Settings' }).getByText('OAuth 1.0', { exact: true }).waitFor();
  for (const secret of ['consumer-secret-1', 'token-id-1', 'token-secret-1'])
    expect(await page.content()).not.toContain(secret);
});

test('a custom provider with OAuth 1.0 is connected in the browser', async () => {
  const at = await oauth1Provider();
  await visit.signIn(owner, `/console/${console_.tenantId}/credentials/create`);
  await page.getByLabel('Name', { exact: false }).first().fill('Our boards');
  await page.getByRole('combobox', { name: 'Authentication type' }).click();
  await page.getByRole('option', { name: 'OAuth 1.0', exact: true }).click();
  await page.getByRole('textbox', { name: 'Client ID' }).fill('acme');
  await page.getByLabel('Client secret').fill('s3cret');
  await page.getByRole('textbox', { name: 'Authorization URL' }).fill(`${at.url}/authorize`);
  await page.getByRole('textbox', { name: 'Token URL' }).fill(`${at.url}/access_token`);
  await page
    .getByRole('textbox', { name: 'Provider settings' })
    .fill(JSON.stringify({ oauth1: { request_token_url: `${at.url}/request_token` } }));
  await button('Create').click();
  await button('Connect').click();
  const [providerPage] = await Promise.all([
    visit.context.waitForEvent('page'),
    page
      .getByRole('dialog', { name: /^Go to 127\.0\.0\.1/ })
      .getByRole('link', { name: /^Open 127\.0\.0\.1/ })
      .click(),
  ]);
  await providerPage.getByRole('heading', { name: 'Connected' }).waitFor();
  await page.getByRole('region', { name: 'State' }).getByText('Connected', { exact: true }).waitFor();
  await at.close();
  expect(at.faults).toEqual([]);
});
