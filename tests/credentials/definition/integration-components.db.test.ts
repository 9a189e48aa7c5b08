import {
  document,
  makeClient,
  makeComponent,
  PIZZA_VAN,
  startApp,
  type Caller,
  type TestApp,
} from '../../support/app.ts';
import {
  age,
  closeProviders,
  connectInBrowser,
  credentialAt,
  LOOPBACK_ALLOWED,
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

describe('an integration component', () => {
  const OWN = { client_id: 'acme', client_secret: 's3cret' };
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

  test("supplies the URLs and scopes; the tenant's OAuth client supplies the rest", async () => {
    const at = await provider({ clientIn: 'body' });
    const component = await makeComponent(owner, descriptorAt(at.url));
    const early = await create({ name: 'van' }, { component: to('component', component) });
    expect(early.body.errors[0].code).toBe('oauth_client_required');
    const client = await makeClient(owner, component, { client_id: 'acme', client_secret: 's3cret' });
    const { body } = await create({ name: 'van' }, { component: to('component', component) });
    expect(body.data.relationships.oauth_client.data).toEqual(to('oauth-client', client));
    expect((await connectInBrowser(app, owner, body.data.id)).status).toBe(200);
    const query = new URLSearchParams(at.requests.find(({ path }) => path === '/authorize')!.query);
    expect(Object.fromEntries(query)).toMatchObject({ scope: 'vans', prompt: 'consent', client_id: 'acme' });

    const refused = await owner.delete(`oauth-clients/${client}`);
    expect(refused.body.errors[0]).toMatchObject({
      code: 'oauth_client_in_use',
      meta: { credentials: [body.data.id], count: 1 },
    });
  });

  test('that is global gets no secret at a new token URL until the secret is entered again', async () => {
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

    // The provider was never called, so the grant is still valid: with the old URL, refreshing works again.
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

  describe("that changes its token URL does not get a credential's own secret", () => {
    const moveTo = async (by: Caller, component: string, at: string, evil: string) => {
      const descriptor = descriptorAt(at, `${evil}/token`);
      expect((await by.patch(`components/${component}`, document('component', { descriptor }))).status).toBe(
        200,
      );
    };

    test.each([
      ['if it is global and belongs to another tenant', 'global'],
      ['if it belongs to the same tenant', 'tenant'],
    ] as const)('%s', async (_, access) => {
      const [at, evil] = [await provider({ clientIn: 'body' }), await provider({ clientIn: 'body' })];
      const publisher = access === 'global' ? await app.tenant('Publisher') : owner;
      const component = await makeComponent(publisher, descriptorAt(at.url), access);
      await makeClient(owner, component);
      const related = { component: to('component', component) };
      const { body } = await create({ name: 'van', ...OWN }, related);
      const { id } = body.data;
      expect((await connectInBrowser(app, owner, id)).status).toBe(200);
      await moveTo(publisher, component, at.url, evil.url);

      const refused = await startConnection(owner, id);
      expect([refused.status, refused.body.errors?.[0].code]).toEqual([409, 'token_url_changed']);
      expect((await owner.post(`credentials/${id}/refreshes`)).status).toBe(409);
      // Changing only the client_id does not count as entering the secret again.
      expect((await change(id, { client_id: 'renamed' })).status).toBe(200);
      expect((await startConnection(owner, id)).body.errors?.[0].code).toBe('token_url_changed');
      expect((await change(id, { name: 'renamed' })).status).toBe(200);
      expect((await startConnection(owner, id)).body.errors?.[0].code).toBe('token_url_changed');
      expect(evil.requests).toEqual([]);

      expect((await change(id, { client_secret: 's3cret' })).status).toBe(200);
      expect((await startConnection(owner, id)).status).toBe(201);
    });

    test("or a user's password for a public client", async () => {
      const [at, evil] = [await provider(), await provider()];
      const publisher = await app.tenant('Publisher');
      const component = await makeComponent(publisher, descriptorAt(at.url), 'global');
      await makeClient(owner, component);
      const { body } = await create(
        { name: 'van', client_id: 'public', grant_type: 'password' },
        { component: to('component', component) },
      );
      await moveTo(publisher, component, at.url, evil.url);
      const typed = document('connection', { username: 'ann', password: 'ann-secret' });
      const refused = await owner.post(`credentials/${body.data.id}/connections`, typed);
      expect([refused.status, refused.body.errors?.[0].code]).toEqual([409, 'token_url_changed']);
      expect(evil.requests).toEqual([]);
    });
  });

  test("gets no OAuth client's secret at a new token URL if only its client_id has changed", async () => {
    const [at, evil] = [await provider({ clientIn: 'body' }), await provider({ clientIn: 'body' })];
    const component = await makeComponent(owner, descriptorAt(at.url));
    const client = await makeClient(owner, component, { client_id: 'acme', client_secret: 's3cret' });
    const { body } = await create({ name: 'van' }, { component: to('component', component) });
    const moved = { descriptor: descriptorAt(at.url, `${evil.url}/token`) };
    await owner.patch(`components/${component}`, document('component', moved));
    const renamed = await owner.patch(
      `oauth-clients/${client}`,
      document('oauth-client', { client_id: 'renamed' }),
    );
    expect(renamed.status).toBe(200);
    const refused = await startConnection(owner, body.data.id);
    expect([refused.status, refused.body.errors?.[0].code]).toEqual([409, 'token_url_changed']);
    expect(evil.requests).toEqual([]);
  });

  test("cannot send an OAuth client's secret elsewhere without permission to read it", async () => {
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

  test("cannot use another component's OAuth client", async () => {
    const [own, foreign] = [await makeComponent(owner), await makeComponent(owner)];
    const client = await makeClient(owner, own);
    const { status, body } = await create(
      { name: 'x' },
      { component: to('component', foreign), oauth_client: to('oauth-client', client) },
    );
    expect(status).toBe(422);
    expect(body.errors[0].source.pointer).toBe('/data/relationships/oauth_client/data/id');
    // Nor by changing the component later.
    const made = await create({ name: 'x' }, { component: to('component', own) });
    const moved = document('credential', {}, { component: to('component', foreign) });
    const changed = await owner.patch(`credentials/${made.body.data.id}`, moved);
    expect(changed.body.errors[0].code).toBe('oauth_client_required');
  });

  test('with a placeholder as its host requires that permission too: its value sets the host', async () => {
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
    const labeled = await makeComponent(owner, descriptorAt('x', 'https://{{env}}.third.example/token'));
    await makeClient(owner, labeled);
    const fine = await create({ name: 'x' }, { component: to('component', labeled) }, developer);
    expect(fine.status).toBe(201);
  });

  test('with a placeholder without a value as its host gets no secret until it is entered again', async () => {
    const component = await makeComponent(
      owner,
      descriptorAt('https://third.example', 'https://{{host}}/token'),
    );
    const related = { component: to('component', component) };
    const early = (await create({ name: 'early', ...OWN }, related)).body.data.id;
    const incomplete = await startConnection(owner, early);
    expect(incomplete.body.errors?.[0].code).toBe('credential_incomplete');
    const vars = { host: 'third.example' };
    await owner.put(`components/${component}/env`, document('component-env', { vars }));
    const refused = await startConnection(owner, early);
    expect([refused.status, refused.body.errors?.[0].code]).toEqual([409, 'token_url_changed']);
    expect((await change(early, { client_secret: 's3cret' })).status).toBe(200);
    expect((await startConnection(owner, early)).status).toBe(201);

    const late = (await create({ name: 'late', ...OWN }, related)).body.data.id;
    expect((await startConnection(owner, late)).status).toBe(201);
  });

  test('can be deleted; its credential remains but can no longer be connected', async () => {
    const at = await provider({ clientIn: 'body' });
    const component = await makeComponent(owner, descriptorAt(at.url));
    await makeClient(owner, component, { client_id: 'acme', client_secret: 's3cret' });
    const { body } = await create({ name: 'van' }, { component: to('component', component) });
    expect((await connectInBrowser(app, owner, body.data.id)).status).toBe(200);
    expect((await owner.delete(`components/${component}`)).status).toBe(204);
    const left = await owner.get(`credentials/${body.data.id}`);
    expect(left.body.data.relationships.component.data).toBeNull();
    expect((await startConnection(owner, body.data.id)).status).toBe(409);
    // The token is still valid and is returned until it expires.
    expect((await tokenOf(owner, body.data.id)).status).toBe(200);
  });
});

describe('placeholders in URLs', () => {
  test('are filled from the parameters, which cannot change any other part of the URL', async () => {
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

  test('without a value are reported when connecting', async () => {
    const made = await create(credentialAt(THIRD, { token_url: 'https://{shop}.third.example/token' }));
    const { body } = await startConnection(owner, made.body.data.id);
    expect(body.errors[0].meta.missing).toEqual(['parameters.shop']);
  });
});
