import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { registerApp, requestToken } from '../support/oauth.ts';

let app: TestApp;
let owner: Caller;
let admin: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  admin = await app.member(owner, 'admin');
});
afterAll(() => app.close());

const create = (attributes: object = {}, by = owner) =>
  by.post('oauth-apps', document('oauth-app', attributes));
const outcome = ({ status, body }: Answer) => [status, body?.errors?.[0].code ?? 'ok'];
const pointerOf = ({ body }: Answer) => body.errors[0].source.pointer as string;

describe('an app', () => {
  test('has safe defaults and a generated name', async () => {
    const { status, body } = await create();
    expect(status).toBe(201);
    expect(body.data.attributes).toEqual({
      name: expect.stringMatching(/^App [0-9A-Za-z]{6}$/),
      description: null,
      website_url: null,
      logo_url: null,
      redirect_uris: [],
      scopes: [],
      grant_types: ['authorization_code', 'refresh_token'],
      automatic_consent: false,
      impersonation: false,
      public: false,
      kind: 'oauth2',
      audience: 'tenant',
      code_lifetime: 600,
      access_token_lifetime: 3600,
      refresh_token_lifetime: 2_592_000,
      client_id: body.data.id,
      client_secret: expect.stringMatching(/^vkcs_[0-9A-Za-z]{49}$/),
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect(body.data.relationships.created_by.data.id).toBe(owner.userId);
  });

  test.each([
    ['reverses its letters', 'Pay\u202elaP'],
    ['has invisible characters', 'Pay\u200bPal'],
    ['is invisible', '\u200d'],
  ])('whose name %s is refused, because users rely on it', async (_what, name) => {
    const { status, body } = await owner.post('oauth-apps', document('oauth-app', { name }));
    expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/name']);
  });

  test('whose name was set before that rule existed can still change its other attributes', async () => {
    const { id } = (await create({ name: 'Paypal' })).body.data;
    await tablesOf(app)('oauth_apps').where({ id }).update({ name: 'Pay\u202elaP' });
    const change = (attributes: object) => owner.patch(`oauth-apps/${id}`, document('oauth-app', attributes));
    expect((await change({ automatic_consent: false })).status).toBe(200);
    expect((await change({ name: 'Pay\u202elaP' })).status).toBe(422);
  });

  test('can be renamed and changed, but client_id, public and kind are read-only', async () => {
    const made = (await create({ name: 'First' })).body.data;
    const changed = await owner.patch(
      `oauth-apps/${made.id}`,
      document('oauth-app', {
        name: 'Second',
        redirect_uris: ['https://a.example/', 'https://b.example/cb?x=1'],
      }),
    );
    expect(changed.body.data.attributes).toMatchObject({
      name: 'Second',
      redirect_uris: ['https://a.example/', 'https://b.example/cb?x=1'],
      client_id: made.attributes.client_id,
    });
    for (const attributes of [{ client_id: 'mine' }, { public: true }, { kind: 'api_key' }])
      expect(outcome(await owner.patch(`oauth-apps/${made.id}`, document('oauth-app', attributes)))).toEqual([
        403,
        'read_only',
      ]);
  });

  test('shows its secret once, and does not store or log it in plain text', async () => {
    const { id, attributes } = (await create()).body.data;
    for (const path of ['oauth-apps', `oauth-apps/${id}`, `oauth-apps/${id}/secrets`])
      expect((await owner.get(path)).text).not.toContain('vkcs_');
    const rows = JSON.stringify(await tablesOf(app)('oauth_app_secrets').where({ app_id: id }));
    expect(rows).not.toContain(attributes.client_secret);
    expect(app.logged()).not.toContain(attributes.client_secret);
  });

  test('is not created twice by a retry with Idempotency-Key, which omits the secret', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const body = document('oauth-app', { name: 'Once' });
    const first = await owner.post('oauth-apps', body, { headers });
    const again = await owner.post('oauth-apps', body, { headers });
    expect([again.body.data.id, again.headers['idempotent-replayed']]).toEqual([first.body.data.id, 'true']);
    expect(again.body.data.attributes).not.toHaveProperty('client_secret');
    expect(again.body.meta.omitted).toEqual(['client_secret']);
  });

  test('that is public has no secret, and cannot get one', async () => {
    const { id, attributes } = (await create({ public: true })).body.data;
    expect(attributes).not.toHaveProperty('client_secret');
    const secret = await owner.post(`oauth-apps/${id}/secrets`, document('oauth-app-secret'));
    expect(outcome(secret)).toEqual([409, 'conflict']);
  });

  test('of the kind api_key issues keys that last thirty days by default', async () => {
    const { attributes } = (await create({ kind: 'api_key' })).body.data;
    expect(attributes).toMatchObject({
      grant_types: ['authorization_code'],
      access_token_lifetime: 2_592_000,
    });
  });

  test('of another tenant is not found', async () => {
    const { id } = (await create()).body.data;
    const stranger = await app.tenant();
    for (const answer of [
      await stranger.get(`oauth-apps/${id}`),
      await stranger.patch(`oauth-apps/${id}`, document('oauth-app', { name: 'mine' })),
      await stranger.delete(`oauth-apps/${id}`),
      await stranger.post(`oauth-apps/${id}/secrets`, document('oauth-app-secret')),
      await stranger.get(`oauth-apps/${id}/secrets`),
    ])
      expect(outcome(answer)).toEqual([404, 'not_found']);
  });
});

describe('invalid attributes are refused, and the pointer names the value', () => {
  test.each<[string, object, string]>([
    ['an http URI', { redirect_uris: ['https://a.example', 'http://a.example/cb'] }, 'redirect_uris/1'],
    ['a fragment', { redirect_uris: ['https://a.example/#x'] }, 'redirect_uris/0'],
    ['an empty fragment', { redirect_uris: ['https://a.example/#'] }, 'redirect_uris/0'],
    ['a wildcard in the host', { redirect_uris: ['https://*.a.example/cb'] }, 'redirect_uris/0'],
    ['a wildcard in the path', { redirect_uris: ['https://a.example/*'] }, 'redirect_uris/0'],
    ['a javascript: URI', { redirect_uris: ['javascript:alert(1)'] }, 'redirect_uris/0'],
    ['a data: URI', { redirect_uris: ['data:text/html,x'] }, 'redirect_uris/0'],
    ['a custom scheme without a domain', { redirect_uris: ['myapp:/cb'] }, 'redirect_uris/0'],
    ['a username', { redirect_uris: ['https://a@b.example/'] }, 'redirect_uris/0'],
    ['a backslash', { redirect_uris: ['https://a.example\\@evil.example'] }, 'redirect_uris/0'],
    ['a line break', { redirect_uris: ['https://a.example/\r\nX: y'] }, 'redirect_uris/0'],
    ['a URI without slashes', { redirect_uris: ['https:a.example/cb'] }, 'redirect_uris/0'],
    ['a state parameter', { redirect_uris: ['https://a.example/cb?x=1&state=mine'] }, 'redirect_uris/0'],
    [
      'a code parameter after a semicolon',
      { redirect_uris: ['https://a.example/cb?a=1;code=x'] },
      'redirect_uris/0',
    ],
    ['an encoded code parameter', { redirect_uris: ['https://a.example/cb?%63ode=1'] }, 'redirect_uris/0'],
    ['an iss parameter in upper case', { redirect_uris: ['https://a.example/cb?ISS'] }, 'redirect_uris/0'],
    ['an error parameter as a list', { redirect_uris: ['com.example.app:/cb?error[]=x'] }, 'redirect_uris/0'],
    [
      'an error_description parameter',
      { redirect_uris: ['http://[::1]/cb?Error_Description=x'] },
      'redirect_uris/0',
    ],
    ['an error_uri parameter', { redirect_uris: ['https://a.example/cb?error_uri=x'] }, 'redirect_uris/0'],
    ['a response parameter', { redirect_uris: ['https://a.example/cb?response=x'] }, 'redirect_uris/0'],
    ['a path without a host', { redirect_uris: ['/cb'] }, 'redirect_uris/0'],
    ['an http website', { website_url: 'http://a.example' }, 'website_url'],
    ['a javascript: website', { website_url: 'javascript:alert(1)' }, 'website_url'],
    ['a logo that escapes its HTML attribute', { logo_url: 'https://a.example/" onerror="x' }, 'logo_url'],
    [
      'client credentials for a public app',
      { public: true, grant_types: ['client_credentials'] },
      'grant_types',
    ],
    ['refresh tokens without another grant type', { grant_types: ['refresh_token'] }, 'grant_types'],
    [
      'client credentials for an app of the kind api_key',
      { kind: 'api_key', grant_types: ['client_credentials'] },
      'grant_types',
    ],
    ['impersonation without client credentials', { impersonation: true }, 'impersonation'],
    ['an access token lifetime of a week', { access_token_lifetime: 604_800 }, 'access_token_lifetime'],
    ['a code lifetime of two hours', { code_lifetime: 7200 }, 'code_lifetime'],
    ['an unknown scope', { scopes: ['read.flows', 'read.nothing'] }, 'scopes/1'],
    ['a scope twice', { scopes: ['read.flows', 'read.flows'] }, 'scopes'],
    ['an unknown grant type', { grant_types: ['implicit'] }, 'grant_types/0'],
  ])('%s', async (_what, attributes, place) => {
    const answer = await create(attributes);
    expect([...outcome(answer), pointerOf(answer)]).toEqual([
      422,
      'validation_failed',
      `/data/attributes/${place}`,
    ]);
  });

  test('every invalid redirect URI gets its own error', async () => {
    const { body } = await create({
      redirect_uris: ['http://a.example', 'https://fine.example', 'ftp://a.example'],
    });
    expect(body.errors.map((error: Answer['body']) => error.source.pointer)).toEqual([
      '/data/attributes/redirect_uris/0',
      '/data/attributes/redirect_uris/2',
    ]);
  });

  test.each([
    'https://a.example',
    'https://a.example/cb?x=1',
    'http://127.0.0.1/cb',
    'http://[::1]:8080/',
    'http://localhost:3000/cb',
    'com.example.app:/oauth',
  ])('%s is a valid redirect URI', async (uri) => {
    expect(outcome(await create({ redirect_uris: [uri] }))).toEqual([201, 'ok']);
  });
});

describe('an app cannot get more permissions than those of the user who manages it', () => {
  test('an admin cannot give it permissions that admins do not have', async () => {
    expect(outcome(await create({ scopes: ['manage.flows'] }, admin))).toEqual([201, 'ok']);
    const beyond = await create({ scopes: ['manage.tenants'] }, admin);
    expect([...outcome(beyond), pointerOf(beyond)]).toEqual([
      403,
      'permission_not_grantable',
      '/data/attributes/scopes',
    ]);
    expect(
      outcome(await create({ grant_types: ['client_credentials'], impersonation: true }, admin)),
    ).toEqual([403, 'permission_not_grantable']);
  });

  test('an admin cannot change or delete an app that has such permissions, or rotate its secret', async () => {
    const powerful = await registerApp(owner, {
      scopes: ['read.flows'],
      grant_types: ['client_credentials'],
      impersonation: true,
    });
    const path = `oauth-apps/${powerful.id}`;
    for (const answer of [
      await admin.patch(path, document('oauth-app', { redirect_uris: ['https://evil.example'] })),
      await admin.post(`${path}/secrets`, document('oauth-app-secret')),
      await admin.delete(path),
    ])
      expect(outcome(answer)).toEqual([403, 'permission_not_grantable']);
    expect((await requestToken(app, powerful, { grant_type: 'client_credentials' })).status).toBe(200);
    // Not even if the same request removes those permissions: the consents would stay.
    const reduced = { scopes: [], redirect_uris: ['https://evil.example'], impersonation: false };
    expect(outcome(await admin.patch(path, document('oauth-app', reduced)))).toEqual([
      403,
      'permission_not_grantable',
    ]);
  });
});

describe('an app for users of any tenant', () => {
  const refused = [403, 'permission_not_grantable', ['tenants.oauth_apps.publish']];
  const refusalOf = (answer: Answer) => [...outcome(answer), answer.body?.errors?.[0].meta.permissions];

  test('can be published only by owners, when created or later', async () => {
    const made = await create({ audience: 'any' }, admin);
    expect([...refusalOf(made), pointerOf(made)]).toEqual([...refused, '/data/attributes/audience']);
    const own = (await create({}, admin)).body.data.id;
    const widened = document('oauth-app', { audience: 'any' });
    expect(refusalOf(await admin.patch(`oauth-apps/${own}`, widened))).toEqual(refused);
    expect((await owner.patch(`oauth-apps/${own}`, widened)).status).toBe(200);
  });

  test('can be changed and given secrets only by owners; admins can narrow or delete it', async () => {
    const { id } = await registerApp(owner, { audience: 'any' });
    const path = `oauth-apps/${id}`;
    for (const answer of [
      await admin.patch(path, document('oauth-app', { name: 'Another name' })),
      await admin.patch(path, document('oauth-app', { audience: 'any', logo_url: null })),
      await admin.post(`${path}/secrets`, document('oauth-app-secret')),
    ])
      expect(refusalOf(answer)).toEqual(refused);
    expect((await owner.patch(path, document('oauth-app', { name: 'Another name' }))).status).toBe(200);
    expect((await owner.post(`${path}/secrets`, document('oauth-app-secret'))).status).toBe(201);
    expect((await admin.patch(path, document('oauth-app', { audience: 'tenant' }))).status).toBe(200);
    const other = await registerApp(owner, { audience: 'any' });
    expect((await admin.delete(`oauth-apps/${other.id}`)).status).toBe(204);
  });
});

describe('a redirect URI from before response parameters were reserved', () => {
  test('can stay when the app changes, but no other can be added', async () => {
    const { id } = await registerApp(owner, {});
    const old = 'https://a.example/cb?state=old';
    await tablesOf(app)('oauth_apps')
      .where({ id })
      .update({ redirect_uris: JSON.stringify([old]) });
    const change = (attributes: object) => owner.patch(`oauth-apps/${id}`, document('oauth-app', attributes));
    expect((await change({ name: 'Renamed' })).status).toBe(200);
    expect((await change({ redirect_uris: ['https://b.example', old] })).status).toBe(200);
    const more = await change({ redirect_uris: [old, `${old}er`] });
    expect([...outcome(more), pointerOf(more)]).toEqual([
      422,
      'validation_failed',
      '/data/attributes/redirect_uris/1',
    ]);
  });
});

describe('a secret', () => {
  const rotate = (id: string, overlap?: number) =>
    owner.post(
      `oauth-apps/${id}/secrets`,
      document('oauth-app-secret', overlap === undefined ? {} : { overlap }),
    );
  const secretsOf = async (id: string) => (await owner.get(`oauth-apps/${id}/secrets`)).body.data;

  test('that is rotated replaces the old one immediately', async () => {
    const { id } = (await create()).body.data;
    const [old] = await secretsOf(id);
    const fresh = await rotate(id);
    expect(fresh.body.data.attributes.client_secret).toMatch(/^vkcs_/);
    expect((await secretsOf(id)).map((secret: Answer['body']) => secret.id)).toEqual([fresh.body.data.id]);
    expect(outcome(await owner.get(`oauth-apps/${id}/secrets/${old.id}`))).toEqual([404, 'not_found']);
  });

  test('that is rotated can replace the old one after an overlap, and at most two are active', async () => {
    const { id } = (await create()).body.data;
    const second = await rotate(id, 3600);
    const [newest, previous] = await secretsOf(id);
    expect([newest.id, newest.attributes.expires_at]).toEqual([second.body.data.id, null]);
    const hours = (Date.parse(previous.attributes.expires_at) - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(1);
    const third = await rotate(id, 604_800);
    expect((await secretsOf(id)).map((secret: Answer['body']) => secret.id)).toEqual([
      third.body.data.id,
      second.body.data.id,
    ]);
    await tablesOf(app)('oauth_app_secrets').whereNotNull('expires_at').update({ expires_at: 1 });
    expect(await secretsOf(id)).toHaveLength(1);
  });

  test.each([-1, 604_801, 1.5, '60'])('cannot have an overlap of %s', async (overlap) => {
    const { id } = (await create()).body.data;
    const answer = await owner.post(`oauth-apps/${id}/secrets`, document('oauth-app-secret', { overlap }));
    expect([...outcome(answer), pointerOf(answer)]).toEqual([
      422,
      'validation_failed',
      '/data/attributes/overlap',
    ]);
    expect(await secretsOf(id)).toHaveLength(1);
  });

  test('that is rotated twenty times at once leaves two active', async () => {
    const { id } = (await create()).body.data;
    const answers = await Promise.all(Array.from({ length: 20 }, () => rotate(id, 60)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await secretsOf(id)).toHaveLength(2);
  });
});
