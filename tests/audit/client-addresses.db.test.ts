import {
  document,
  makeClient,
  makeComponent,
  startApp,
  type Answer,
  type Caller,
  type TestApp,
} from '../support/app.ts';
import { settle } from '../support/direct-database.ts';
import { givePassword, PASSWORD, registerApp, visitor, authorizePath, sendForm } from '../support/oauth.ts';

/** Behind a proxy on the same machine, so that a test can choose the client's address. */
let app: TestApp;
/** The same database, without TRUSTED_PROXIES. */
let direct: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp({ TRUSTED_PROXIES: 'loopback' });
  direct = await startApp({ DATABASE_URL: app.databaseUrl });
  owner = await app.tenant();
});
afterAll(async () => {
  await direct.close();
  await app.close();
});

const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });

async function addressesOf(action: string, resource?: string): Promise<(string | null)[]> {
  await settle(app);
  const filter = resource === undefined ? '' : `&filter[resource]=${resource}`;
  const { body } = await owner.get(`audit-events?filter[action]=${action}${filter}`);
  return body.data.map(({ attributes }: Answer['body']) => attributes.ip_address);
}

const role = (name: string) => document('role', { name, permissions: [] });

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['203.0.113.9, 198.51.100.8', '198.51.100.8'],
  ['2001:DB8::1', '2001:db8::1'],
])('a change requested from %p is logged with the client’s address', async (header, address) => {
  const { body } = await owner.post('roles', role(`by ${address}`), from(header));
  expect(await addressesOf('roles.create', body.data.id)).toEqual([address]);
});

test('the X-Forwarded-For header of an untrusted peer is ignored', async () => {
  const { body } = await direct.request('POST', `/v2/tenants/${owner.tenantId}/roles`, {
    headers: {
      Authorization: `Basic ${Buffer.from(`${owner.email}:${owner.apiKey}`).toString('base64')}`,
      ...from('198.51.100.66').headers,
    },
    body: role('direct'),
  });
  expect(await addressesOf('roles.create', body.data.id)).toEqual(['127.0.0.1']);
});

test('the log has one warning about a proxy that is not trusted, with its address and the setting', async () => {
  for (const path of ['/livez', '/readyz', '/livez'])
    await direct.request('GET', path, from('198.51.100.66'));
  await app.request('GET', '/livez', from('198.51.100.66'));
  const warnings = (one: TestApp) =>
    one
      .logged()
      .split('\n')
      .filter((line) => line.includes('TRUSTED_PROXIES'));
  expect(warnings(direct)).toEqual([expect.stringContaining('127.0.0.1 forwards requests')]);
  expect(warnings(app)).toEqual([]);
});

test('reads of a secret are logged once per address', async () => {
  const component = await makeComponent(owner);
  const client = await makeClient(owner, component);
  for (const address of ['198.51.100.1', '198.51.100.2', '198.51.100.1'])
    expect((await owner.get(`oauth-clients/${client}`, from(address))).status).toBe(200);
  const addresses = await addressesOf('oauth-clients.get_secret', client);
  expect(new Set(addresses)).toEqual(new Set(['198.51.100.1', '198.51.100.2']));
});

test('authorizations and tokens issued to apps are logged with the client’s address', async () => {
  const member = await app.member(owner, 'developer');
  await givePassword(app, member);
  const client = await registerApp(owner, {
    grant_types: ['authorization_code', 'client_credentials', 'password'],
    scopes: ['read.flows'],
  });
  const by = visitor(app, from('198.51.100.3').headers);
  const page = await by.get(authorizePath(client));
  const consentPage = await by.get((await by.signIn(page, member.email)).headers['location']!);
  expect((await by.decide(consentPage)).status).toBe(303);
  expect(await addressesOf('authorizations.grant')).toEqual(['198.51.100.3']);
  const fields = { grant_type: 'client_credentials' };
  const got = await sendForm(app, '/oauth2/token', fields, {
    ...client.basic,
    ...from('198.51.100.4').headers,
  });
  expect(got.status).toBe(200);
  expect(await addressesOf('oauth-apps.get_token', client.id)).toEqual(['198.51.100.4']);
  const second = await app.member(owner, 'developer');
  await givePassword(app, second);
  const passwordGrant = { grant_type: 'password', username: second.email, password: PASSWORD };
  const headers = { ...client.basic, ...from('198.51.100.5').headers };
  expect((await sendForm(app, '/oauth2/token', passwordGrant, headers)).status).toBe(200);
  expect(await addressesOf('authorizations.grant')).toEqual(['198.51.100.5', '198.51.100.3']);
});

test('an entry that was not caused by a request has no address', async () => {
  expect(await addressesOf('tenants.create', owner.tenantId)).toEqual([null]);
});
