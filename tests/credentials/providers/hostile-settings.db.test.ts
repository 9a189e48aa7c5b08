import { document, makeComponent, PIZZA_VAN } from '../../support/app.ts';
import { startConnection, tokenOf } from '../../support/credentials.ts';
import { agrees } from '../../support/scripted-provider.ts';
import { setStage, tokens } from '../../support/stage.ts';

const stage = setStage();
const { play, connect, attributesOf, tokenAttributes, expire } = stage;

test('a value of the redirect never decides where the client secret is sent', async () => {
  const at = await play({
    'GET /authorize': agrees({ server: 'wrong' }),
    'POST /right/token': () => tokens(1),
    'POST /right/revoke': () => ({}),
  });
  const id = await connect(at, {
    token_url: `${at.url}/{server}/token`,
    revocation_url: `${at.url}/{server}/revoke`,
    parameters: { server: 'right' },
    provider_settings: { callback: { values: ['server'] } },
  });
  expect((await attributesOf(id))['account']).toEqual({ server: 'wrong' });
  await expire(id);
  await tokenAttributes(id);
  await stage.owner.delete(`credentials/${id}/connections`);
  const called = at.requests.filter(({ path }) => path !== '/authorize').map(({ path }) => path);
  expect(called).toEqual(['/right/token', '/right/token', '/right/revoke']);
});

test('a value of the redirect that looks like a placeholder brings no secret into a token exchange', async () => {
  const site = '{client_secret}{access_token}';
  const at = await play({ 'GET /authorize': agrees({ site }), 'POST /token': () => tokens(1) });
  const other = await play({ 'POST /exchange': () => tokens(2), 'POST /standard': () => tokens(3) });
  const params = { site: '{site}', of: '{client_id}', token: '{access_token}' };
  const callback = { values: ['site'] };
  const subject_token_type = 'urn:ietf:params:oauth:token-type:access_token';
  for (const token_exchange of [
    { url: `${other.url}/exchange`, params },
    { url: `${other.url}/standard`, params, subject_token_type },
  ])
    await connect(at, { provider_settings: { callback, token_exchange } });
  const sent = other.requests.map(({ fields }) => [fields['site'], fields['of'], fields['token']]);
  expect(sent).toEqual(Array(2).fill([site, 'acme', 'access-1']));
});

test("a component's variables do not fill the URLs in provider settings", async () => {
  const at = await play({ 'POST /token': () => tokens(1) });
  const component = await makeComponent(stage.owner, {
    ...PIZZA_VAN,
    credentials: {
      ...PIZZA_VAN.credentials,
      oauth2: {
        ...PIZZA_VAN.credentials.oauth2,
        auth_uri: `${at.url}/authorize`,
        token_uri: `${at.url}/token`,
      },
    },
  });
  const variables = { PIZZAVAN_KEY: 'a', PIZZAVAN_SECRET: 'b', PIZZAVAN_REGION: 'elsewhere' };
  await stage.owner.put(`components/${component}/env`, document('component-env', { vars: variables }));
  const { body } = await stage.owner.post(
    'credentials',
    document(
      'credential',
      {
        name: 'A van',
        client_id: 'acme',
        client_secret: 's3cret',
        provider_settings: { refresh_url: `${at.url}/{PIZZAVAN_REGION}/token` },
      },
      { component: { type: 'component', id: component } },
    ),
  );
  const started = await startConnection(stage.owner, body.data.id);
  expect([started.status, started.body.errors?.[0].meta.missing]).toEqual([
    409,
    ['parameters.PIZZAVAN_REGION'],
  ]);
});

test.each<[string, object]>([
  ['the values of the redirect', { callback: { values: ['shop'] } }],
  ['the places in the token response', { token_response: { values: { shop: '/shop' } } }],
])('changing %s takes the permission to get tokens', async (_what, provider_settings) => {
  const at = await play({ 'POST /token': () => tokens(1) });
  const id = await connect(at, {});
  const permissions = ['tenants.credentials.get', 'tenants.credentials.edit'];
  await stage.owner.post('roles', document('role', { name: `editor-${id}`, permissions }));
  const editor = await stage.app.member(stage.owner, `editor-${id}`);
  const { status, body } = await editor.patch(`credentials/${id}`, {
    data: { type: 'credential', id, attributes: { provider_settings } },
  });
  expect([status, body.errors?.[0].meta.permission]).toEqual([403, 'tenants.credentials.use']);
});

test.each<[object, string]>([
  [{ callback: { values: ['realmId', 'code'] } }, 'callback/values/1'],
  [{ callback: { values: ['id_token'] } }, 'callback/values/0'],
  [{ token_response: { values: { a: '/refresh_token' } } }, 'token_response/values/a'],
  [{ token_response: { scope: '/access_token' } }, 'token_response/scope'],
  [{ token_response: { token_type: '/authed_user/id_token' } }, 'token_response/token_type'],
  [{ token_response: { access_token: '/refresh_token' } }, 'token_response/access_token'],
  [{ token_response: { values: { a: '/authed_user/access_token' } } }, 'token_response/values/a'],
  [{ token_response: { values: { a: '/tokens/0/refreshToken' } } }, 'token_response/values/a'],
  [{ token_headers: { Authorization: 'x' } }, 'token_headers/Authorization'],
  [{ token_headers: { 'content-length': '1' } }, 'token_headers/content-length'],
  [
    { account_lookup: { url: 'https://third.example', headers: { Host: 'x' }, expression: '$' } },
    'account_lookup/headers/Host',
  ],
  [{ account_lookup: { url: 'https://third.example', expression: '((' } }, 'account_lookup/expression'],
  [{ revocation: { params: {}, headers: { Host: 'x' } } }, 'revocation/headers/Host'],
  [{ refresh_params: { grant_type: 'password' } }, 'refresh_params/grant_type'],
])(
  'settings that would reveal a secret or break a request are refused: %j',
  async (provider_settings, at) => {
    const { status, body } = await stage.owner.post(
      'credentials',
      document('credential', { name: 'A', provider_settings }),
    );
    expect([status, body.errors[0].source.pointer]).toEqual([
      422,
      `/data/attributes/provider_settings/${at}`,
    ]);
  },
);

test.each(['https://{shop}/api', '{api}/me', 'https://shop.{domain}/api'])(
  'an account lookup must go to a fixed domain, because the token is sent there: %s',
  async (url) => {
    const provider_settings = { callback: { values: ['shop'] }, account_lookup: { url, expression: '$' } };
    const { status, body } = await stage.owner.post(
      'credentials',
      document('credential', { name: 'A', provider_settings }),
    );
    const pointers = body.errors.map(({ source }: { source: { pointer: string } }) => source.pointer);
    expect(status).toBe(422);
    expect(pointers).toContain('/data/attributes/provider_settings/account_lookup/url');
  },
);

test('a URL that is not allowed is refused in every setting', async () => {
  const url = 'http://169.254.169.254/latest';
  const provider_settings = {
    refresh_url: url,
    token_exchange: { url, refresh_url: url, params: {} },
    account_lookup: { url, expression: '$' },
  };
  const { status, body } = await stage.owner.post(
    'credentials',
    document('credential', { name: 'A', provider_settings }),
  );
  const pointers = body.errors.map(
    ({ source }: { source: { pointer: string } }) => source.pointer.split('settings/')[1],
  );
  expect(status).toBe(422);
  expect(pointers.sort()).toEqual([
    'account_lookup/url',
    'refresh_url',
    'token_exchange/refresh_url',
    'token_exchange/url',
  ]);
});

test('the same URL for another purpose requires the client secret again', async () => {
  const at = await play({ 'POST /token': () => tokens(1), 'GET /me': () => ({ a: 'b' }) });
  const account_lookup = { url: `${at.url}/me`, expression: '$' };
  const id = await connect(at, { provider_settings: { account_lookup } });
  const { status } = await stage.owner.patch(`credentials/${id}`, {
    data: { type: 'credential', id, attributes: { provider_settings: { refresh_url: `${at.url}/me` } } },
  });
  expect(status).toBe(422);
});

describe('a setting that would send the client secret or a token to another URL', () => {
  test.each<[string, (url: string) => object]>([
    ['refresh_url', (url) => ({ refresh_url: `${url}/elsewhere` })],
    ['token_exchange', (url) => ({ token_exchange: { url: `${url}/elsewhere`, params: {} } })],
    ['account_lookup', (url) => ({ account_lookup: { url: `${url}/elsewhere`, expression: '$' } })],
  ])('requires the client secret again and ends the connection: %s', async (_name, settings) => {
    const at = await play({ 'POST /token': () => tokens(1), 'POST /revoke': () => ({}) });
    const id = await connect(at, {});
    const attributes = { provider_settings: settings(at.url) };
    const change = (more: object) =>
      stage.owner.patch(`credentials/${id}`, {
        data: { type: 'credential', id, attributes: { ...attributes, ...more } },
      });
    const refused = await change({});
    expect([refused.status, refused.body.errors[0].source.pointer]).toEqual([
      422,
      '/data/attributes/provider_settings',
    ]);
    expect((await change({ client_secret: 's3cret' })).status).toBe(200);
    expect((await tokenOf(stage.owner, id)).status).toBe(409);
  });
});
