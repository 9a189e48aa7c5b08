import { connectInBrowser, makeCredential } from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';
import { setStage, tokens } from '../../support/stage.ts';

const stage = setStage();
const { play, connect, attributesOf, tokenAttributes, expire } = stage;
const days = (at: unknown) => Math.round((Date.parse(String(at)) - Date.now()) / 86_400_000);

test('Xero: a refresh token that may stay unused for 60 days ends 60 days after the last refresh', async () => {
  let issued = 0;
  const at = await play({ 'POST /token': () => tokens((issued += 1)) });
  const id = await connect(at, { provider_settings: { refresh_token_idle_lifetime: 5_184_000 } });
  expect(days((await attributesOf(id)).refresh_token_expires_at)).toBe(60);
});

describe('a provider that only says in an introspection when tokens expire', () => {
  const hours = (at: unknown) => (Date.parse(String(at)) - Date.now()) / 3_600_000;

  /** @param introspection the response to the introspection of the n-th token */
  async function connectTo(introspection: (n: number) => object) {
    let issued = 0;
    const at = await play({
      'POST /token': () => tokens((issued += 1), { expires_in: undefined }),
      'POST /introspect': () => introspection(issued),
    });
    const id = await connect(at, {
      introspection_url: `${at.url}/introspect`,
      provider_settings: { token_response: { expires_from: 'introspection' }, access_token_lifetime: 7200 },
    });
    return { at, id };
  }
  const expIn = (n: number) => Math.floor(Date.now() / 1000) + n * 36_000;

  test('is asked once for each token, with the client and its secret', async () => {
    const { at, id } = await connectTo((n) => ({ active: true, exp: expIn(n) }));
    expect(hours((await tokenAttributes(id)).expires_at)).toBeCloseTo(10, 1);
    await tokenAttributes(id);
    await expire(id);
    expect((await tokenAttributes(id)).access_token).toBe('access-2');
    expect(hours((await tokenAttributes(id)).expires_at)).toBeCloseTo(20, 1);
    const client = { client_id: 'acme', client_secret: 's3cret', token_type_hint: 'access_token' };
    expect(at.at('/introspect').map(({ fields }) => fields)).toEqual([
      { ...client, token: 'access-1' },
      { ...client, token: 'access-2' },
    ]);
  });

  test.each<[string, () => object]>([
    ['fails', () => ({ status: 503 })],
    ['says that the token is not active', () => ({ active: false, exp: expIn(1) })],
    ['has no exp', () => ({ active: true })],
    ['has an exp that has passed', () => ({ active: true, exp: 1 })],
    ['is not JSON', () => ({ body: '<html>' })],
  ])('is not believed if it %s: the documented lifetime applies', async (_what, introspection) => {
    const { id } = await connectTo(introspection);
    expect(hours((await tokenAttributes(id)).expires_at)).toBeCloseTo(2, 1);
    await expire(id);
    expect((await tokenAttributes(id)).access_token).toBe('access-2');
    expect(hours((await tokenAttributes(id)).expires_at)).toBeCloseTo(2, 1);
  });
});

test.each([
  ['the same refresh token', { refresh_token: 'refresh-1' }],
  ['none', { refresh_token: undefined }],
])('Spotify: a refresh that returns %s does not extend its documented lifetime', async (_what, more) => {
  let issued = 0;
  const at = await play({
    'POST /token': () => {
      issued += 1;
      return issued === 1 ? tokens(1) : tokens(issued, more);
    },
  });
  const id = await connect(at, { provider_settings: { refresh_token_lifetime: 100 * 86_400 } });
  const sql = tablesOf(stage.app);
  await sql('connections')
    .where({ credential_id: id })
    .decrement('refresh_expires_at', 40 * 86_400_000);
  await expire(id);
  expect((await tokenAttributes(id)).access_token).toBe('access-2');
  const { refresh_token_expires_at, ends_at } = await attributesOf(id);
  expect([days(refresh_token_expires_at), days(ends_at)]).toEqual([60, 60]);
  await expire(id);
  await tokenAttributes(id);
  expect(at.at('/token').map(({ fields }) => fields['refresh_token'])).toEqual([
    undefined,
    'refresh-1',
    'refresh-1',
  ]);
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
