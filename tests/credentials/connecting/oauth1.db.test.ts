import { document, startApp, type Caller, type TestApp } from '../../support/app.ts';
import { agree, LOOPBACK_ALLOWED, startConnection, tokenOf } from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';
import {
  form,
  ISSUED,
  oauth1Attributes,
  oauth1Provider,
  TEMPORARY,
  type Oauth1Options,
  type Oauth1Provider,
} from '../../support/oauth1-provider.ts';
import { protocolParams } from '../../support/oauth1-verifier.ts';

let app: TestApp;
let owner: Caller;
const running: Oauth1Provider[] = [];
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterEach(() => Promise.all(running.splice(0).map((one) => one.close())));
afterAll(() => app.close());

async function play(options?: Oauth1Options): Promise<Oauth1Provider> {
  const at = await oauth1Provider(options);
  running.push(at);
  return at;
}

/** Creates a credential. @returns its ID */
async function make(at: Oauth1Provider, attributes: object = {}, oauth1: object = {}): Promise<string> {
  const { body } = await owner.post(
    'credentials',
    document('credential', oauth1Attributes(at, attributes, oauth1)),
  );
  return body.data.id as string;
}

const attributesOf = async (id: string) => (await owner.get(`credentials/${id}`)).body.data.attributes;
const back = (query: string) => app.request('GET', `/callback/oauth2${query}`);

/** Starts connecting. @returns the query of the redirect to the callback, after the user has agreed */
async function agreed(id: string): Promise<URLSearchParams> {
  const { body } = await startConnection(owner, id);
  return new URLSearchParams(await agree(body.data.attributes.authorization_url));
}

/** Connects in the browser. @returns the credential's state and its reason */
async function connect(id: string, change: (query: URLSearchParams) => void = () => undefined) {
  const query = await agreed(id);
  change(query);
  const page = await back(`?${query.toString()}`);
  const { state, state_reason_code } = await attributesOf(id);
  return { status: page.status, text: page.text, state, state_reason_code };
}

describe('connecting in the browser', () => {
  test.each<[string, Oauth1Options, object]>([
    ['HMAC-SHA1', {}, {}],
    ['HMAC-SHA256', { signatureMethod: 'HMAC-SHA256' }, { signature_method: 'HMAC-SHA256' }],
    ['parameters in the query', {}, { transmission: 'query' }],
  ])(
    'with %s, the provider accepts every signature and the account is connected',
    async (_, options, oauth1) => {
      const at = await play(options);
      const id = await make(at, {}, oauth1);
      expect(await connect(id)).toMatchObject({ status: 200, state: 'connected', state_reason_code: null });
      expect(at.faults).toEqual([]);
      expect((await tokenOf(owner, id)).body.data.attributes).toMatchObject({
        access_token: ISSUED.oauth_token,
        token_secret: ISSUED.oauth_token_secret,
        token_type: 'oauth1',
        oauth1: { consumer_key: 'acme', signature_method: 'HMAC-SHA1', realm: null, ...oauth1 },
        expires_at: null,
        extra: { user_id: '42', screen_name: 'acme' },
      });
    },
  );

  test('the callback has the state, and the authorization URL the token, scopes and parameters', async () => {
    const at = await play();
    const id = await make(at, {
      authorization_params: { name: 'Acme', expiration: 'never' },
      scopes: ['read', 'write'],
      scope_separator: ',',
    });
    const { body } = await startConnection(owner, id);
    const url = new URL(body.data.attributes.authorization_url);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      oauth_token: TEMPORARY.oauth_token,
      name: 'Acme',
      expiration: 'never',
      scope: 'read,write',
    });
    const [{ oauth_callback }] = at.at('/request_token').map((request) => protocolParams(request).params) as [
      Record<string, string>,
    ];
    expect(oauth_callback).toMatch(/\/callback\/oauth2\?state=vs_\w+$/);
  });

  test('values of the account are kept, and the mapper names the user', async () => {
    const issued = form({ ...ISSUED, user_id: '42', copy: ISSUED.oauth_token_secret });
    const at = await play({ issued, redirect: { realmId: '123' } });
    const id = await make(at, {
      config_services: { user_id_mapper: { type: 'jsonata', expression: 'token.user_id' } },
      base_uri: 'https://api.third.example/{account_id}',
      provider_settings: {
        oauth1: { request_token_url: `${at.url}/request_token` },
        callback: { values: ['realmId'] },
        token_response: { values: { account_id: '/user_id', nothing: '/copy' } },
      },
    });
    await connect(id);
    expect((await tokenOf(owner, id)).body.data.attributes).toMatchObject({
      external_user_id: '42',
      account: { realmId: '123', account_id: '42' },
      base_uri: 'https://api.third.example/42',
    });
    expect((await attributesOf(id)).account).toEqual({ realmId: '123', account_id: '42' });
  });

  test('the secrets are stored encrypted, and are in no log, audit entry or page', async () => {
    const at = await play();
    const id = await make(at);
    const { body } = await startConnection(owner, id);
    const pending = await tablesOf(app)('connection_attempts').where({ id: body.data.id }).first();
    const query = await agree(body.data.attributes.authorization_url);
    const page = await back(query);
    const row = await tablesOf(app)('connections').where({ credential_id: id }).first();
    const events = await owner.get('audit-events?page[size]=100');
    const all = JSON.stringify([pending, row, events.body, body, page.text, await attributesOf(id)]);
    expect(page.text).toContain('Connected');
    for (const secret of [TEMPORARY.oauth_token_secret, ISSUED.oauth_token_secret, ISSUED.oauth_token]) {
      expect(all).not.toContain(secret);
      expect(app.logged()).not.toContain(secret);
    }
  });

  test('the callback works once', async () => {
    const at = await play();
    const id = await make(at);
    const query = `?${(await agreed(id)).toString()}`;
    await Promise.all([back(query), back(query)]);
    expect((await back(query)).text).toContain('The account is connected.');
    expect(at.at('/access_token')).toHaveLength(1);
  });

  test('an attempt expires', async () => {
    const at = await play();
    const id = await make(at);
    const query = await agreed(id);
    await tablesOf(app)('connection_attempts').where({ credential_id: id }).update({ expires_at: 1 });
    expect((await back(`?${query.toString()}`)).text).toContain('Authorization took too long');
    expect(at.at('/access_token')).toHaveLength(0);
  });

  test("another attempt's oauth_token does not finish this one", async () => {
    const at = await play();
    const id = await make(at);
    const forged = await connect(id, (query) => query.set('oauth_token', 'another-token'));
    expect(forged).toMatchObject({
      status: 400,
      state: 'error',
      state_reason_code: 'redirect_not_authentic',
    });
    expect(at.at('/access_token')).toHaveLength(0);
  });

  test.each<[string, (query: URLSearchParams) => void, string]>([
    ['denied', (query) => query.set('denied', 'temporary-token'), 'access_denied'],
    ['oauth_problem', (query) => query.set('oauth_problem', 'user_refused'), 'access_denied'],
    ['error', (query) => query.set('error', 'access_denied'), 'access_denied'],
    ['no verifier', (query) => query.delete('oauth_verifier'), 'provider_refused'],
    ['no token', (query) => query.delete('oauth_token'), 'redirect_not_authentic'],
  ])('a redirect with %s fails the attempt', async (_, change, code) => {
    const at = await play();
    expect(await connect(await make(at), change)).toMatchObject({ status: 400, state_reason_code: code });
    expect(at.at('/access_token')).toHaveLength(0);
  });

  test.each(['oauth_token', 'oauth_verifier', 'state'])(
    'a redirect with %s twice is refused',
    async (name) => {
      const at = await play();
      const id = await make(at);
      const query = await agreed(id);
      query.append(name, 'another');
      expect((await back(`?${query.toString()}`)).text).toContain('This link is invalid');
      expect((await attributesOf(id)).state).toBe('pending');
    },
  );

  test('a provider that does not confirm the callback is refused', async () => {
    const at = await play({ temporary: form(TEMPORARY) });
    const id = await make(at);
    const { status, body } = await startConnection(owner, id);
    expect([status, body.errors[0].meta.reason_code]).toEqual([422, 'answer_unusable']);
    expect(body.errors[0].detail).toContain('oauth_callback_confirmed');
    expect(await attributesOf(id)).toMatchObject({ state: 'error', state_reason_code: 'answer_unusable' });
  });

  const LONG = 'x'.repeat(8_001);
  test.each<[string, string]>([
    ['no secret', 'oauth_token=a'],
    ['two tokens', `${form(ISSUED)}&oauth_token=other`],
    ['a token with NUL', 'oauth_token=a%00b&oauth_token_secret=c'],
    ['a secret with NUL', 'oauth_token=a&oauth_token_secret=c%00'],
    ['a token with a line break', 'oauth_token=a%0d%0aX-Evil:1&oauth_token_secret=c'],
    ['a token that is too long', `oauth_token=${LONG}&oauth_token_secret=c`],
    ['an empty token', 'oauth_token=&oauth_token_secret=c'],
    ['a page', '<html>oauth_token</html>'],
    ['more than the limit', `${form(ISSUED)}&more=${'x'.repeat(300_000)}`],
  ])('a token response with %s is unusable', async (_, issued) => {
    const at = await play({ issued });
    const { status, state } = await connect(await make(at));
    expect([status, state]).toEqual([400, 'error']);
  });

  test('a token response can have any other fields, and secrets among them are not returned', async () => {
    const at = await play({
      issued: `${form(ISSUED)}&name=%00%ff&name2=${ISSUED.oauth_token_secret}&refresh_token=abcdefgh&a=1&a=2`,
    });
    const id = await make(at);
    expect((await connect(id)).state).toBe('connected');
    expect((await tokenOf(owner, id)).body.data.attributes.extra).toEqual({ name: '\0\ufffd' });
  });

  test.each<[string, Oauth1Options, string]>([
    [
      'a token that is too long for a URL',
      { temporary: `oauth_callback_confirmed=true&oauth_token=${'x'.repeat(2_000)}&oauth_token_secret=c` },
      'answer_unusable',
    ],
    ['another client secret', { client_secret: 'other' }, 'client_refused'],
    ['another signature method', { signatureMethod: 'HMAC-SHA256' }, 'client_refused'],
    ['503', { temporary: { status: 503 } }, 'provider_unavailable'],
    ['401 without a reason', { temporary: { status: 401 } }, 'client_refused'],
    [
      'a problem in the header',
      {
        temporary: {
          status: 400,
          headers: { 'www-authenticate': 'OAuth oauth_problem="permission_denied"' },
        },
      },
      'access_denied',
    ],
  ])('starting fails with a reason if the provider has %s', async (_, options, code) => {
    const at = await play(options);
    const id = await make(at);
    const { body } = await startConnection(owner, id);
    expect(body.errors[0].meta.reason_code).toBe(code);
    expect((await attributesOf(id)).state_reason_code).toBe(code);
  });

  test('another tenant can neither see nor start an attempt', async () => {
    const at = await play();
    const id = await make(at);
    const other = await app.tenant();
    const { body } = await startConnection(owner, id);
    expect((await other.get(`credentials/${id}/connections/${body.data.id}`)).status).toBe(404);
    expect((await startConnection(other, id)).status).toBe(404);
  });

  test('a credential that changes meanwhile is not connected', async () => {
    const at = await play();
    const id = await make(at);
    const query = await agreed(id);
    await owner.patch(`credentials/${id}`, {
      data: { type: 'credential', id, attributes: { description: 'changed' } },
    });
    expect((await back(`?${query.toString()}`)).text).toContain('was changed');
    expect(at.at('/access_token')).toHaveLength(0);
  });

  test('PLAINTEXT is not sent to http URLs', async () => {
    const at = await play({ signatureMethod: 'PLAINTEXT' });
    const { status, body } = await startConnection(
      owner,
      await make(at, {}, { signature_method: 'PLAINTEXT' }),
    );
    expect([status, body.errors[0].meta.reason_code]).toEqual([422, 'url_not_allowed']);
    expect(at.requests).toEqual([]);
  });

  test.each<[string, object]>([
    ['another request token URL', { request_token_url: 'https://other.example/request_token' }],
    ['PLAINTEXT', { signature_method: 'PLAINTEXT' }],
  ])(
    "a tenant's provider with %s does not receive a secret that was entered before",
    async (what, change) => {
      const at = await play();
      const id = `own-${what.replaceAll(' ', '-').toLowerCase()}`;
      const oauth1 = { request_token_url: `${at.url}/request_token` };
      const attributes = {
        name: 'Ours',
        authentication_type: 'oauth1',
        grant_types: ['authorization_code'],
        authorization_url: `${at.url}/authorize`,
        token_url: `${at.url}/access_token`,
        oauth1,
      };
      await owner.post('providers', { data: { type: 'provider', id, attributes } });
      const client = { client_id: 'acme', client_secret: 's3cret' };
      const { body } = await owner.post(
        'credentials',
        document(
          'credential',
          { name: 'An account', authentication_type: 'oauth1', ...client },
          { provider: { type: 'provider', id } },
        ),
      );
      const credential = body.data.id as string;
      expect(await connect(credential)).toMatchObject({ state: 'connected' });
      await owner.patch(`providers/${id}`, document('provider', { oauth1: { ...oauth1, ...change } }));
      const before = at.requests.length;
      expect((await startConnection(owner, credential)).body.errors[0].code).toBe('token_url_changed');
      expect(at.requests).toHaveLength(before);
    },
  );

  test('disconnecting deletes the token and calls nobody', async () => {
    const at = await play();
    const id = await make(at, { revocation_url: `${at.url}/revoke` });
    await connect(id);
    const before = at.requests.length;
    expect((await owner.post(`credentials/${id}/refreshes`)).status).toBe(200);
    expect((await owner.delete(`credentials/${id}/connections`)).status).toBe(204);
    expect([(await tokenOf(owner, id)).status, at.requests.length - before]).toEqual([409, 0]);
  });

  test('the settings that are missing are named', async () => {
    const { body: made } = await owner.post(
      'credentials',
      document('credential', { name: 'An account', authentication_type: 'oauth1', client_id: 'acme' }),
    );
    const { status, body } = await startConnection(owner, made.data.id as string);
    expect([status, body.errors[0].meta.missing]).toEqual([
      409,
      ['provider_settings.oauth1.request_token_url', 'authorization_url', 'token_url', 'client_secret'],
    ]);
  });
});
