import { age, connectInBrowser, makeCredential, tokenOf } from '../../support/credentials.ts';
import { setStage, tokens } from '../../support/stage.ts';

const stage = setStage();
const { play, connect, attributesOf, tokenAttributes, expire } = stage;
const days = (at: unknown) => Math.round((Date.parse(String(at)) - Date.now()) / 86_400_000);

test('Slack: the token of the user is nested, and its refresh token is stored, used and never returned', async () => {
  const at = await play({
    'POST /token': ({ fields }) =>
      fields['grant_type'] === 'refresh_token'
        ? {
            ok: true,
            authed_user: { id: 'U1', access_token: 'xoxp-2', refresh_token: 'xoxe-2', expires_in: 43_200 },
          }
        : {
            ok: true,
            access_token: 'xoxb-bot',
            authed_user: { id: 'U1', access_token: 'xoxp-1', refresh_token: 'xoxe-1', expires_in: 43_200 },
          },
  });
  const id = await connect(at, {
    provider_settings: {
      scope_parameter: 'user_scope',
      token_response: {
        access_token: '/authed_user/access_token',
        refresh_token: '/authed_user/refresh_token',
        expires_in: '/authed_user/expires_in',
        values: { user_id: '/authed_user/id' },
      },
    },
  });
  expect(at.at('/authorize')[0]!.query).toMatchObject({ user_scope: 'read write' });
  expect(at.at('/authorize')[0]!.query).not.toHaveProperty('scope');
  const first = await tokenAttributes(id);
  expect(first).toMatchObject({ access_token: 'xoxp-1', account: { user_id: 'U1' } });
  await expire(id);
  expect(await tokenAttributes(id)).toMatchObject({ access_token: 'xoxp-2', account: { user_id: 'U1' } });
  expect(at.at('/token')[1]!.fields).toMatchObject({ refresh_token: 'xoxe-1' });
  expect(JSON.stringify([first, await tokenAttributes(id), await attributesOf(id)])).not.toContain('xoxe');
});

test('Slack: refreshed tokens may be in the standard places', async () => {
  let issued = 1;
  const at = await play({
    'POST /token': ({ fields }) =>
      fields['grant_type'] === 'refresh_token'
        ? tokens((issued += 1))
        : {
            ok: true,
            access_token: 'xoxb',
            authed_user: { access_token: 'xoxp-1', refresh_token: 'refresh-1' },
          },
  });
  const token_response = {
    access_token: '/authed_user/access_token',
    refresh_token: '/authed_user/refresh_token',
  };
  const id = await connect(at, { provider_settings: { token_response, access_token_lifetime: 3600 } });
  await expire(id);
  expect((await tokenAttributes(id)).access_token).toBe('access-2');
  await expire(id);
  expect((await tokenAttributes(id)).access_token).toBe('access-3');
  expect(at.at('/token').map(({ fields }) => fields['refresh_token'])).toEqual([
    undefined,
    'refresh-1',
    'refresh-2',
  ]);
});

test('Square: expires_at in the response ends the token, and it is refreshed', async () => {
  let issued = 0;
  const at = await play({
    'POST /token': () => ({
      access_token: `access-${(issued += 1)}`,
      refresh_token: 'refresh',
      expires_at: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    }),
  });
  const id = await connect(at, { provider_settings: { token_request_format: 'json' } });
  expect(at.at('/token')[0]).toMatchObject({ contentType: 'application/json', fields: { code: 'code-1' } });
  expect(days((await tokenAttributes(id)).expires_at)).toBe(30);
  await expire(id);
  expect((await tokenAttributes(id)).access_token).toBe('access-2');
});

test('Salesforce: tokens without an expiration end after the documented lifetime', async () => {
  const at = await play({ 'POST /token': () => tokens(1, { expires_in: undefined }) });
  const id = await connect(at, { provider_settings: { access_token_lifetime: 7200 } });
  expect((await tokenAttributes(id)).expires_in).toBeGreaterThan(7100);
});

test('Xero: a refresh token that may stay unused for 60 days ends 60 days after the last refresh', async () => {
  let issued = 0;
  const at = await play({ 'POST /token': () => tokens((issued += 1)) });
  const id = await connect(at, { provider_settings: { refresh_token_idle_lifetime: 5_184_000 } });
  expect(days((await attributesOf(id)).refresh_token_expires_at)).toBe(60);
});

test('Facebook: the first token is exchanged for a long-lived one, which is refreshed by itself', async () => {
  let issued = 0;
  const at = await play({
    'GET /token': ({ query }) =>
      query['fb_exchange_token'] === undefined
        ? { access_token: 'short', expires_in: 3600 }
        : { access_token: `long-${(issued += 1)}`, expires_in: 5_184_000 },
  });
  const id = await connect(at, {
    provider_settings: {
      token_request_method: 'GET',
      token_exchange: {
        url: `${at.url}/token`,
        method: 'GET',
        params: {
          grant_type: 'fb_exchange_token',
          client_id: '{client_id}',
          client_secret: '{client_secret}',
          fb_exchange_token: '{access_token}',
        },
      },
    },
  });
  expect(at.at('/token')[1]!.query).toEqual({
    grant_type: 'fb_exchange_token',
    client_id: 'acme',
    client_secret: 's3cret',
    fb_exchange_token: 'short',
  });
  const first = await tokenAttributes(id);
  expect(first.access_token).toBe('long-1');
  expect(days(first.expires_at)).toBe(60);
  // Close to its end, while it is still valid.
  await age(stage.app, id, 5_184_000_000 - 600_000);
  await stage.owner.post(`credentials/${id}/refreshes`);
  expect((await tokenAttributes(id)).access_token).toBe('long-2');
  expect(at.at('/token')[2]!.query).toMatchObject({ fb_exchange_token: 'long-1' });
});

test('Mailchimp: the data center is looked up once after connecting', async () => {
  const at = await play({
    'POST /token': () => ({ access_token: 'access-1', expires_in: 0, scope: null }),
    'GET /metadata': ({ headers }) =>
      headers.authorization === 'Bearer access-1'
        ? { dc: 'us6', login: { login_id: 8 } }
        : { status: 401, body: {} },
  });
  const id = await connect(at, {
    non_expiring_tokens: true,
    base_uri: 'https://{dc}.api.mailchimp.example',
    provider_settings: {
      account_lookup: { url: `${at.url}/metadata`, expression: '{"dc": dc, "login_id": login.login_id}' },
    },
  });
  expect(await tokenAttributes(id)).toMatchObject({
    account: { dc: 'us6', login_id: '8' },
    base_uri: 'https://us6.api.mailchimp.example',
  });
  expect(at.at('/metadata')).toHaveLength(1);
});

describe('a lookup that fails says why, and the tokens are revoked:', () => {
  test.each<[string, () => object, string, string]>([
    ['an error', () => ({ status: 500, body: {} }), 'dc', 'responded with status 500'],
    ['no JSON', () => ({ body: '<html>' }), 'dc', 'did not return JSON'],
    ['no object', () => ({ dc: 'us6' }), 'dc', 'did not return an object'],
    ['a nested value', () => ({ dc: { a: 1 } }), '{"dc": dc}', 'must return an object of strings or numbers'],
    ['nothing', () => ({}), '{"dc": dc}', 'must return 1 to 20 values'],
    ['a hostile name', () => ({ a: 'b' }), '{"a/b": a}', 'letters, digits and underscores'],
  ])('%s', async (_what, metadata, expression, why) => {
    const at = await play({
      'POST /token': () => tokens(1),
      'GET /metadata': metadata,
      'POST /revoke': () => ({}),
    });
    const id = await makeCredential(stage.owner, at, {
      client_authentication: 'body',
      provider_settings: { account_lookup: { url: `${at.url}/metadata`, expression } },
    });
    const page = await connectInBrowser(stage.app, stage.owner, id);
    expect(page.text).toContain(why);
    expect(await attributesOf(id)).toMatchObject({
      state: 'error',
      state_reason_code: 'account_lookup_failed',
    });
    expect(at.at('/revoke')).toHaveLength(1);
  });
});

test.each<[string, object, object]>([
  ['HubSpot', { status: 400, body: { status: 'BAD_REFRESH_TOKEN', message: 'unknown refresh token' } }, {}],
  ['Zoho', { status: 200, body: { error: 'invalid_code' } }, { final_errors: ['invalid_code'] }],
  [
    'Microsoft',
    { status: 400, body: { error: 'interaction_required', error_description: 'AADSTS50076' } },
    {},
  ],
])('%s: the account must be connected again when its grant has ended', async (_name, refusal, settings) => {
  const at = await play({
    'POST /token': ({ fields }) => (fields['grant_type'] === 'refresh_token' ? refusal : tokens(1)),
  });
  const id = await connect(at, { provider_settings: settings });
  await expire(id);
  const { status, body } = await tokenOf(stage.owner, id);
  expect([status, body.errors[0].code]).toEqual([409, 'credential_needs_reauthorization']);
  expect(await attributesOf(id)).toMatchObject({
    state: 'needs_reauthorization',
    state_reason_code: 'grant_lost',
  });
});
