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
