import {
  document,
  makeClient,
  makeComponent,
  PIZZA_VAN,
  startApp,
  STOPWATCH,
  type Caller,
  type TestApp,
} from '../support/app.ts';
import { handOuts, tablesOf } from '../support/behind-the-api.ts';
import {
  age,
  closeProviders,
  connected,
  connectInBrowser,
  credentialAt,
  LOOPBACK_ALLOWED,
  makeCredential,
  provider,
  startConnection,
  tokenOf,
} from '../support/credentials.ts';

let app: TestApp;
let owner: Caller;

beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

const THIRD = { url: 'https://third.example' };
const create = (attributes: object, related = {}, by = owner) =>
  by.post('credentials', document('credential', attributes, related));
const change = (id: string, attributes: object, by = owner) =>
  by.patch(`credentials/${id}`, document('credential', attributes));
const to = (type: string, id: string) => ({ type, id });

describe('a credential', () => {
  test('comes back as it went in, without its secret', async () => {
    const attributes = credentialAt(THIRD, {
      description: 'for support',
      base_uri: 'https://api.third.example/v1',
      redirect_uri: 'https://valetkey.acme.example/callback/oauth2',
      authorization_params: { access_type: 'offline' },
      token_params: { audience: 'api' },
      client_authentication: 'body',
      pkce: false,
      authentication_type: 'oauth2',
      response_type: 'code',
      grant_type: 'authorization_code',
    });
    const made = await create(attributes);
    expect(made.status).toBe(201);
    const { client_secret, ...shown } = attributes as Record<string, unknown>;
    const found = await owner.get(made.headers['location']!);
    expect(found.body.data.attributes).toMatchObject({ ...shown, has_client_secret: true, state: 'pending' });
    expect(made.text + found.text).not.toContain(client_secret);
    const [row] = await tablesOf(app)('credentials').where({ id: made.body.data.id });
    expect(row['client_secret']).not.toContain(client_secret);
  });

  test('changes where the document says so, and nowhere else', async () => {
    const id = await makeCredential(owner, THIRD, { description: 'a' });
    const before = (await owner.get(`credentials/${id}`)).body.data.attributes;
    const { status, body } = await change(id, { name: 'Renamed', description: null });
    expect(status).toBe(200);
    const { updated_at, ...rest } = body.data.attributes;
    expect(rest).toEqual({ ...before, name: 'Renamed', description: null, updated_at: undefined });
    expect(Date.parse(updated_at)).toBeGreaterThanOrEqual(Date.parse(before.updated_at));
  });

  test('is found by state, component and provider', async () => {
    const [van, watch] = [await makeComponent(owner), await makeComponent(owner, STOPWATCH)];
    await makeClient(owner, van);
    const made = await create({ name: 'van' }, { component: to('component', van) });
    const { id } = made.body.data;
    const ids = async (query: string) =>
      (await owner.get(`credentials?${query}`)).body.data.map((one: { id: string }) => one.id);
    expect(await ids(`filter[component]=${van}`)).toEqual([id]);
    expect(await ids(`filter[component]=${watch}`)).toEqual([]);
    const google = await create({ name: 'g', client_id: 'x' }, { provider: to('provider', 'google') });
    expect(await ids('filter[provider]=google')).toEqual([google.body.data.id]);
    expect(await ids('filter[state]=connected')).toEqual([]);
    expect(await ids('filter[state]=pending&sort=-name')).toContain(id);
    const { body } = await owner.get(`credentials/${id}?include=component`);
    expect(body.included[0].id).toBe(van);
  });

  test('stays while a flow includes it, and goes with its tokens otherwise', async () => {
    const at = await provider();
    const id = await connected(app, owner, at);
    const watch = await makeComponent(owner, STOPWATCH);
    const node = { id: 'step_1', component_id: watch, credentials_id: id };
    const flow = await owner.post(
      'flows',
      document('flow', { name: 'f', graph: { nodes: [node], edges: [] } }),
    );
    const refused = await owner.delete(`credentials/${id}`);
    expect(refused.status).toBe(409);
    expect(refused.body.errors[0]).toMatchObject({
      code: 'credential_in_use',
      meta: { flows: [flow.body.data.id], count: 1 },
    });
    await owner.delete(`flows/${flow.body.data.id}`);
    expect((await owner.delete(`credentials/${id}`)).status).toBe(204);
    expect(at.revoked).toHaveLength(1);
    expect((await tokenOf(owner, id)).status).toBe(404);
  });

  test('of another tenant, or none, is not found by a flow, which names the node', async () => {
    const other = await app.tenant('Other');
    const theirs = await makeCredential(other, THIRD);
    const watch = await makeComponent(owner, STOPWATCH);
    const node = { id: 'step_1', component_id: watch, credentials_id: theirs };
    const { status, body } = await owner.post(
      'flows',
      document('flow', { name: 'f', graph: { nodes: [node], edges: [] } }),
    );
    expect(status).toBe(404);
    expect(body.errors[0].source.pointer).toBe('/data/attributes/graph/nodes/0/credentials_id');
  });
});

describe('what makes no sense is refused, and the pointer says where', () => {
  test.each<[string, object, string, string]>([
    ['a private address', { token_url: 'https://10.0.0.7/token' }, 'token_url', 'url_not_allowed'],
    ['plain http', { token_url: 'http://third.example/token' }, 'token_url', 'url_not_allowed'],
    [
      'the metadata service',
      { revocation_url: 'https://169.254.169.254/' },
      'revocation_url',
      'url_not_allowed',
    ],
    ['a local name', { userinfo_url: 'https://localhost/me' }, 'userinfo_url', 'url_not_allowed'],
    ['a script', { authorization_url: 'javascript:alert(1)' }, 'authorization_url', 'validation_failed'],
    ['a relative URL', { token_url: '/token' }, 'token_url', 'validation_failed'],
    ['no URL', { base_uri: 'ftp://third.example' }, 'base_uri', 'validation_failed'],
    [
      'our own parameter',
      { authorization_params: { state: 'x' } },
      'authorization_params/state',
      'validation_failed',
    ],
    ['our own field', { token_params: { grant_type: 'x' } }, 'token_params/grant_type', 'validation_failed'],
    ['a secret without its id', { client_id: null }, 'client_secret', 'validation_failed'],
    ['an implicit response', { response_type: 'token' }, 'response_type', 'validation_failed'],
    ['a scope with a space', { scopes: ['a b'] }, 'scopes/0', 'validation_failed'],
    [
      'an expression that is none',
      { config_services: { user_id_mapper: { type: 'jsonata', expression: '(' } } },
      'config_services/user_id_mapper/expression',
      'validation_failed',
    ],
    [
      'a private address of a service',
      { config_services: { token_validation: { type: 'introspection', url: 'https://[::1]/' } } },
      'config_services/token_validation/url',
      'url_not_allowed',
    ],
  ])('%s', async (_, attributes, pointer, code) => {
    const { status, body } = await create(credentialAt(THIRD, attributes));
    expect(status).toBe(422);
    expect(body.errors[0]).toMatchObject({ code, source: { pointer: `/data/attributes/${pointer}` } });
  });

  test.each([
    ['component', to('component', '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f'), 'component_not_found'],
    ['provider', to('provider', 'nobody'), 'not_found'],
    ['oauth_client', to('oauth-client', '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f'), 'not_found'],
  ])('a %s that is not there', async (name, reference, code) => {
    const { status, body } = await create({ name: 'x' }, { [name]: reference });
    expect(status).toBe(404);
    expect(body.errors[0]).toMatchObject({
      code,
      source: { pointer: `/data/relationships/${name}/data/id` },
    });
  });

  test('a component and a provider at once, a client of its own and an OAuth client at once', async () => {
    const van = await makeComponent(owner);
    const client = await makeClient(owner, van);
    const two = { component: to('component', van), provider: to('provider', 'google') };
    expect((await create({ name: 'x' }, two)).status).toBe(422);
    const both = await create(credentialAt(THIRD), { oauth_client: to('oauth-client', client) });
    expect(both.status).toBe(422);
  });

  test('connecting tells what is missing', async () => {
    const { body } = await create({ name: 'bare' });
    const refused = await startConnection(owner, body.data.id);
    expect(refused.status).toBe(409);
    expect(refused.body.errors[0]).toMatchObject({
      code: 'credential_incomplete',
      meta: { missing: ['token_url', 'authorization_url', 'client_id'] },
    });
  });
});

describe('an integration component', () => {
  const descriptorAt = (url: string, tokenUri = `${url}/token`) => ({
    ...PIZZA_VAN,
    credentials: {
      ...PIZZA_VAN.credentials,
      oauth2: {
        ...PIZZA_VAN.credentials.oauth2,
        auth_uri: `${url}/authorize`,
        token_uri: tokenUri,
        scopes: ['vans'],
        prompt: 'consent',
      },
    },
  });

  test("supplies the URLs and scopes, and the tenant's OAuth client the rest", async () => {
    const at = await provider({ clientIn: 'body' });
    const component = await makeComponent(owner, descriptorAt(at.url));
    const early = await create({ name: 'van' }, { component: to('component', component) });
    expect(early.body.errors[0].code).toBe('oauth_client_required');
    const client = await makeClient(owner, component, { client_id: 'acme', client_secret: 's3cret' });
    const { body } = await create({ name: 'van' }, { component: to('component', component) });
    expect(body.data.relationships.oauth_client.data).toEqual(to('oauth-client', client));
    expect((await connectInBrowser(app, owner, body.data.id)).status).toBe(200);
    const asked = new URLSearchParams(at.requests.find(({ path }) => path === '/authorize')!.query);
    expect(Object.fromEntries(asked)).toMatchObject({ scope: 'vans', prompt: 'consent', client_id: 'acme' });

    const refused = await owner.delete(`oauth-clients/${client}`);
    expect(refused.body.errors[0]).toMatchObject({
      code: 'oauth_client_in_use',
      meta: { credentials: [body.data.id], count: 1 },
    });
  });

  test("a global one whose owner moves its token URL gets nobody's secret, until it is entered again", async () => {
    const [at, evil] = [await provider({ clientIn: 'body' }), await provider({ clientIn: 'body' })];
    const publisher = await app.tenant('Publisher');
    const component = await makeComponent(publisher, descriptorAt(at.url), 'global');
    const client = await makeClient(owner, component, { client_id: 'acme', client_secret: 's3cret' });
    const { body } = await create({ name: 'van' }, { component: to('component', component) });
    const { id } = body.data;
    expect((await connectInBrowser(app, owner, id)).status).toBe(200);

    const moved = { descriptor: descriptorAt(at.url, `${evil.url}/token`) };
    expect((await publisher.patch(`components/${component}`, document('component', moved))).status).toBe(200);
    const again = await startConnection(owner, id);
    expect(again.status).toBe(409);
    expect(again.body.errors[0].code).toBe('token_url_changed');
    expect((await owner.post(`credentials/${id}/refreshes`)).status).toBe(409);
    expect(evil.requests).toEqual([]);

    // Nobody has asked the provider, so the grant lives: with the old address back it goes on.
    expect((await owner.get(`credentials/${id}`)).body.data.attributes).toMatchObject({
      state: 'connected',
      state_reason: expect.stringContaining('token URL of the component has changed'),
    });
    const before = { descriptor: descriptorAt(at.url) };
    await publisher.patch(`components/${component}`, document('component', before));
    await age(app, id, 0);
    expect((await owner.post(`credentials/${id}/refreshes`)).status).toBe(200);
    await publisher.patch(`components/${component}`, document('component', moved));

    await owner.patch(`oauth-clients/${client}`, document('oauth-client', { client_secret: 's3cret' }));
    expect((await startConnection(owner, id)).status).toBe(201);
  });

  test("who may not read the OAuth client's secret cannot have it sent anywhere either", async () => {
    const developer = await app.member(owner, 'developer');
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component);
    const related = { component: to('component', component), oauth_client: to('oauth-client', client) };
    for (const attributes of [
      { token_url: 'https://evil.example/token' },
      { revocation_url: 'https://evil.example/revoke' },
      { introspection_url: 'https://evil.example/introspect' },
      { config_services: { token_validation: { type: 'introspection', url: 'https://evil.example/i' } } },
    ]) {
      const { status, body } = await create({ name: 'x', ...attributes }, related, developer);
      expect([status, body.errors?.[0].meta]).toEqual([
        403,
        { permission: 'tenants.oauth_clients.get_secret' },
      ]);
      const made = await create({ name: 'x' }, related, developer);
      expect((await change(made.body.data.id, attributes, developer)).status).toBe(403);
    }
  });

  test("of one component does not get another component's client, by whoever", async () => {
    const [own, foreign] = [await makeComponent(owner), await makeComponent(owner)];
    const client = await makeClient(owner, own);
    const { status, body } = await create(
      { name: 'x' },
      { component: to('component', foreign), oauth_client: to('oauth-client', client) },
    );
    expect(status).toBe(422);
    expect(body.errors[0].source.pointer).toBe('/data/relationships/oauth_client/data/id');
    // Nor by naming the component later.
    const made = await create({ name: 'x' }, { component: to('component', own) });
    const moved = document('credential', {}, { component: to('component', foreign) });
    const changed = await owner.patch(`credentials/${made.body.data.id}`, moved);
    expect(changed.body.errors[0].code).toBe('oauth_client_required');
  });

  test('whose host is a placeholder takes the same permission: whoever fills it chooses the host', async () => {
    const developer = await app.member(owner, 'developer');
    const component = await makeComponent(owner, descriptorAt('x', 'https://{{host}}/token'));
    await makeClient(owner, component);
    const related = { component: to('component', component) };
    const { status } = await create({ name: 'x', parameters: { host: 'evil.example' } }, related, developer);
    expect(status).toBe(403);
    const vars = { host: 'evil.example' };
    for (const [by, answer] of [
      [developer, 403],
      [owner, 200],
    ] as const)
      expect((await by.put(`components/${component}/env`, document('component-env', { vars }))).status).toBe(
        answer,
      );
    const moved = { descriptor: descriptorAt('x', 'https://{{elsewhere}}/token') };
    const patched = await developer.patch(`components/${component}`, document('component', moved));
    expect(patched.body.errors[0]).toMatchObject({
      code: 'permission_missing',
      meta: { permission: 'tenants.oauth_clients.get_secret' },
    });
    const labelled = await makeComponent(owner, descriptorAt('x', 'https://{{env}}.third.example/token'));
    await makeClient(owner, labelled);
    const fine = await create({ name: 'x' }, { component: to('component', labelled) }, developer);
    expect(fine.status).toBe(201);
  });

  test('that is deleted leaves the credential, which cannot be connected any more', async () => {
    const at = await provider({ clientIn: 'body' });
    const component = await makeComponent(owner, descriptorAt(at.url));
    await makeClient(owner, component, { client_id: 'acme', client_secret: 's3cret' });
    const { body } = await create({ name: 'van' }, { component: to('component', component) });
    expect((await connectInBrowser(app, owner, body.data.id)).status).toBe(200);
    expect((await owner.delete(`components/${component}`)).status).toBe(204);
    const left = await owner.get(`credentials/${body.data.id}`);
    expect(left.body.data.relationships.component.data).toBeNull();
    expect((await startConnection(owner, body.data.id)).status).toBe(409);
    // The token lives, and is handed out as long as it does.
    expect((await tokenOf(owner, body.data.id)).status).toBe(200);
  });
});

describe('a moved target', () => {
  test.each<[string, object]>([
    ['token_url', { token_url: 'https://evil.example/token' }],
    ['revocation_url', { revocation_url: 'https://evil.example/revoke' }],
    ['introspection_url', { introspection_url: 'https://evil.example/i' }],
    ['parameters', { parameters: { a: 'b' } }],
    [
      'config_services',
      { config_services: { token_validation: { type: 'introspection', url: 'https://evil.example/i' } } },
    ],
  ])('%s takes the client secret again', async (name, attributes) => {
    const id = await makeCredential(owner, THIRD);
    const { status, body } = await change(id, attributes);
    expect(status).toBe(422);
    expect(body.errors[0].source.pointer).toBe(`/data/attributes/${name}`);
    expect((await change(id, { ...attributes, client_secret: 'again' })).status).toBe(200);
  });

  test.each<[string, object]>([
    ['token_url', { token_url: 'https://evil.example/token', client_secret: 'x' }],
    ['base_uri', { base_uri: 'https://evil.example' }],
    ['client_id', { client_id: 'another' }],
    ['grant_type', { grant_type: 'client_credentials' }],
  ])('%s: the tokens are forgotten and go nowhere', async (_, attributes) => {
    const at = await provider();
    const id = await connected(app, owner, at);
    expect((await change(id, attributes)).body.data.attributes.state).toBe('needs_reauthorization');
    expect((await tokenOf(owner, id)).body.errors[0].code).toBe('credential_needs_reauthorization');
    const [row] = await tablesOf(app)('connections').where({ credential_id: id });
    expect(row).toMatchObject({ access: null, refresh_token: null });
  });

  test.each<[string, object]>([
    ['userinfo URL', { userinfo_url: 'https://evil.example/me' }],
    [
      'token validation',
      { config_services: { token_validation: { type: 'userinfo', url: 'https://evil.example' } } },
    ],
    ['base URI', { base_uri: 'https://evil.example' }],
    ['revocation URL', { revocation_url: 'https://evil.example/revoke', client_secret: 's3cret' }],
  ])('%s: who may not have the tokens cannot have them sent elsewhere', async (_, attributes) => {
    const developer = await app.member(owner, 'developer');
    const id = await makeCredential(owner, await provider());
    const { status, body } = await developer.patch(`credentials/${id}`, document('credential', attributes));
    expect(status).toBe(403);
    expect(body.errors[0].meta.permission).toBe('tenants.credentials.use');
    expect((await developer.patch(`credentials/${id}`, document('credential', { name: 'new' }))).status).toBe(
      200,
    );
  });

  test('a new secret alone changes nothing else', async () => {
    const at = await provider();
    const id = await connected(app, owner, at);
    expect((await change(id, { client_secret: 'rotated' })).body.data.attributes.state).toBe('connected');
    expect((await tokenOf(owner, id)).status).toBe(200);
  });
});

describe('placeholders in URLs', () => {
  test('are filled from the parameters, which cannot reach beyond their place', async () => {
    const templates = {
      authorization_url: 'https://{subdomain}.third.example/authorize',
      token_url: 'https://{{subdomain}}.third.example/{path}/token',
    };
    const parameters = { subdomain: 'acme.eu', path: '../a?b#c' };
    const made = await create(credentialAt(THIRD, { ...templates, parameters }));
    expect(made.status).toBe(201);
    const { body } = await startConnection(owner, made.body.data.id);
    expect(body.data.attributes.authorization_url).toMatch(
      /^https:\/\/acme\.eu\.third\.example\/authorize\?/,
    );
    for (const subdomain of ['evil.example/', 'evil.example#', 'a@evil.example', 'evil:8443', '..', '-a']) {
      const refused = await create(credentialAt(THIRD, { ...templates, parameters: { subdomain } }));
      expect([subdomain, refused.status]).toEqual([subdomain, 422]);
    }
  });

  test('without a value are told when connecting', async () => {
    const made = await create(credentialAt(THIRD, { token_url: 'https://{shop}.third.example/token' }));
    const { body } = await startConnection(owner, made.body.data.id);
    expect(body.errors[0].meta.missing).toEqual(['parameters.shop']);
  });
});

test('every hand-out is in the audit log, and the token in no table, log or error', async () => {
  const at = await provider({ extra: { note: 'extra-canary' } });
  const runtime = await app.member(owner, 'runtime');
  const id = await connected(app, owner, at);
  await tokenOf(runtime, id);
  await runtime.get(`/v2/workspaces/${owner.tenantId}/secrets/${id}`);
  const seen = await handOuts(app, owner, id);
  expect(seen.map(({ action, actor_id }) => [action, actor_id])).toEqual([
    ['credentials.get_token', runtime.userId],
    ['credentials.get_token', runtime.userId],
  ]);
  const tables = ['credentials', 'connections', 'connection_attempts', 'audit_events', 'idempotency_keys'];
  for (const table of tables)
    expect(JSON.stringify(await tablesOf(app)(table))).not.toMatch(/access-1|refresh-1-|extra-canary|s3cret/);
  expect(app.logged()).not.toMatch(/access-1"|refresh-1-|extra-canary|s3cret|code_verifier=/);
  const list = await owner.get('credentials?page[size]=200');
  expect(list.text).not.toMatch(/access-1|refresh-|s3cret/);
});

test('who may see credentials but not use them gets no token', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  const viewer = await app.member(owner, 'viewer');
  expect((await viewer.get(`credentials/${id}`)).status).toBe(200);
  for (const path of [`credentials/${id}/tokens`, `credentials/${id}/refreshes`])
    expect((await viewer.post(path)).body.errors[0].meta.permission).toBe('tenants.credentials.use');
});

test('the prepared form of a hand-out is the general one, member by member', async () => {
  const at = await provider({ scope: 'read', extra: { a: { b: [1, '"'] } } });
  const id = await connected(app, owner, at);
  const prepared = await tokenOf(owner, id);
  const members =
    'access_token,token_type,expires_at,expires_in,scopes,base_uri,external_user_id,extra,credential';
  const general = await owner.post(`credentials/${id}/tokens?fields[token]=${members}`);
  const same = ({ data, jsonapi }: { data: { attributes: object }; jsonapi: object }) => ({
    jsonapi,
    data: { ...data, attributes: { ...data.attributes, expires_in: 0 } },
  });
  expect(same(prepared.body)).toEqual(same(general.body));
  expect(Object.keys(prepared.body.data.attributes)).toEqual(Object.keys(general.body.data.attributes));
});

test('an Idempotency-Key makes one attempt, and its URL is shown once', async () => {
  const id = await makeCredential(owner, THIRD);
  const options = { headers: { 'Idempotency-Key': 'once' } };
  const first = await owner.post(`credentials/${id}/connections`, document('connection'), options);
  const second = await owner.post(`credentials/${id}/connections`, document('connection'), options);
  expect(second.body.data.id).toBe(first.body.data.id);
  expect(second.body.meta.omitted).toEqual(['authorization_url']);
  expect(JSON.stringify(await tablesOf(app)('idempotency_keys'))).not.toContain('state=');
});

test("a provider's placeholders take values of the form that its entry says", async () => {
  const shop = (value: string) =>
    create(
      { name: 's', client_id: 'x', parameters: { shop: value } },
      { provider: to('provider', 'shopify') },
    );
  expect((await shop('acme')).status).toBe(201);
  const { status, body } = await shop('evil.example');
  expect(status).toBe(422);
  expect(body.errors[0].source.pointer).toBe('/data/attributes/parameters/shop');
});
