import {
  document,
  makeClient,
  makeComponent,
  startApp,
  STOPWATCH,
  type Caller,
  type TestApp,
} from '../../support/app.ts';
import { tablesOf } from '../../support/direct-database.ts';
import {
  closeProviders,
  connected,
  credentialAt,
  LOOPBACK_ALLOWED,
  makeCredential,
  provider,
  startConnection,
  tokenOf,
} from '../../support/credentials.ts';

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
  test('is returned as it was created, without its secret', async () => {
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

  test('changes only the attributes in the document', async () => {
    const id = await makeCredential(owner, THIRD, { description: 'a' });
    const before = (await owner.get(`credentials/${id}`)).body.data.attributes;
    const { status, body } = await change(id, { name: 'Renamed', description: null });
    expect(status).toBe(200);
    const { updated_at, ...rest } = body.data.attributes;
    expect(rest).toEqual({ ...before, name: 'Renamed', description: null, updated_at: undefined });
    expect(Date.parse(updated_at)).toBeGreaterThanOrEqual(Date.parse(before.updated_at));
  });

  test('can be filtered by state, component and provider', async () => {
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

  test('cannot be deleted while a flow uses it; deleting it revokes its tokens', async () => {
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

  test('of another tenant cannot be used in a flow, and the error points at the node', async () => {
    const other = await app.tenant('Other');
    const foreign = await makeCredential(other, THIRD);
    const watch = await makeComponent(owner, STOPWATCH);
    const node = { id: 'step_1', component_id: watch, credentials_id: foreign };
    const { status, body } = await owner.post(
      'flows',
      document('flow', { name: 'f', graph: { nodes: [node], edges: [] } }),
    );
    expect(status).toBe(404);
    expect(body.errors[0].source.pointer).toBe('/data/attributes/graph/nodes/0/credentials_id');
  });
});

describe('a validation error points at its cause:', () => {
  test.each<[string, object, string, string]>([
    ['a private address', { token_url: 'https://10.0.0.7/token' }, 'token_url', 'url_not_allowed'],
    ['plain http', { token_url: 'http://third.example/token' }, 'token_url', 'url_not_allowed'],
    [
      'the metadata service',
      { revocation_url: 'https://169.254.169.254/' },
      'revocation_url',
      'url_not_allowed',
    ],
    ['localhost', { userinfo_url: 'https://localhost/me' }, 'userinfo_url', 'url_not_allowed'],
    ['a script URL', { authorization_url: 'javascript:alert(1)' }, 'authorization_url', 'validation_failed'],
    ['a relative URL', { token_url: '/token' }, 'token_url', 'validation_failed'],
    ['a URL that is not http(s)', { base_uri: 'ftp://third.example' }, 'base_uri', 'validation_failed'],
    [
      'a parameter we set',
      { authorization_params: { state: 'x' } },
      'authorization_params/state',
      'validation_failed',
    ],
    ['a field we set', { token_params: { grant_type: 'x' } }, 'token_params/grant_type', 'validation_failed'],
    ['a secret without a client_id', { client_id: null }, 'client_secret', 'validation_failed'],
    ['the implicit grant', { response_type: 'token' }, 'response_type', 'validation_failed'],
    ['a scope with a space', { scopes: ['a b'] }, 'scopes/0', 'validation_failed'],
    [
      'an invalid expression',
      { config_services: { user_id_mapper: { type: 'jsonata', expression: '(' } } },
      'config_services/user_id_mapper/expression',
      'validation_failed',
    ],
    [
      'a private address in a service',
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
  ])('a %s that does not exist', async (name, reference, code) => {
    const { status, body } = await create({ name: 'x' }, { [name]: reference });
    expect(status).toBe(404);
    expect(body.errors[0]).toMatchObject({
      code,
      source: { pointer: `/data/relationships/${name}/data/id` },
    });
  });

  test('both a component and a provider, or both its own client and an OAuth client', async () => {
    const van = await makeComponent(owner);
    const client = await makeClient(owner, van);
    const two = { component: to('component', van), provider: to('provider', 'google') };
    expect((await create({ name: 'x' }, two)).status).toBe(422);
    const both = await create(credentialAt(THIRD), { oauth_client: to('oauth-client', client) });
    expect(both.status).toBe(422);
  });

  test('connecting lists what is missing', async () => {
    const { body } = await create({ name: 'bare' });
    const refused = await startConnection(owner, body.data.id);
    expect(refused.status).toBe(409);
    expect(refused.body.errors[0]).toMatchObject({
      code: 'credential_incomplete',
      meta: { missing: ['token_url', 'authorization_url', 'client_id'] },
    });
  });
});

test('an Idempotency-Key starts one attempt, and its authorization URL is shown once', async () => {
  const id = await makeCredential(owner, THIRD);
  const options = { headers: { 'Idempotency-Key': 'once' } };
  const first = await owner.post(`credentials/${id}/connections`, document('connection'), options);
  const second = await owner.post(`credentials/${id}/connections`, document('connection'), options);
  expect(second.body.data.id).toBe(first.body.data.id);
  expect(second.body.meta.omitted).toEqual(['authorization_url']);
  expect(JSON.stringify(await tablesOf(app)('idempotency_keys'))).not.toContain('state=');
});

test("values for a provider's placeholders must match the patterns in its entry", async () => {
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
