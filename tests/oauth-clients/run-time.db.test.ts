import { createRunTimeRead } from '../../src/oauth-clients/index.ts';
import { newId } from '../../src/system/ids.ts';
import { secretReads, tablesOf } from '../support/direct-database.ts';
import {
  document,
  makeClient,
  makeComponent,
  PIZZA_VAN,
  startApp,
  STOPWATCH,
  type Answer,
  type Caller,
  type TestApp,
} from '../support/app.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  owner = await app.tenant();
});
afterAll(() => app.close());

const store = (by: Caller, component: string, vars: object) =>
  by.put(`components/${component}/env`, document('component-env', { vars }));
const varsOf = async (by: Caller, component: string) =>
  (await by.get(`components/${component}/env`)).body.data.attributes.vars;
const codeOf = ({ status, body }: Answer) => [status, body.errors[0].code];

describe('permission to read at run time', () => {
  test.each([
    ['owner', 200],
    ['admin', 200],
    ['runtime', 200],
    ['developer', 403],
    ['viewer', 403],
  ])('role %s: %i', async (role, status) => {
    const component = await makeComponent(owner);
    await makeClient(owner, component);
    const member = await app.member(owner, role);
    for (const path of [`components/${component}/oauth-client`, `components/${component}/env`]) {
      const answer = await member.get(path);
      expect(answer.status).toBe(status);
      if (status === 200) continue;
      expect(answer.body.errors[0]).toMatchObject({
        code: 'permission_missing',
        meta: { permission: 'tenants.oauth_clients.get_secret' },
      });
    }
  });
});

describe('the client of a component', () => {
  test('is returned for its component, with its secret', async () => {
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component, { client_id: 'van-1', client_secret: 's3cret' });
    const { body, headers } = await owner.get(`components/${component}/oauth-client`);
    expect(body.data.id).toBe(client);
    expect(body.data.attributes).toMatchObject({ client_id: 'van-1', client_secret: 's3cret' });
    expect(body.links.self).toBe(`/v2/tenants/${owner.tenantId}/oauth-clients/${client}`);
    expect(headers['etag']).toMatch(/^"1-/);
  });

  test('is rendered exactly as at its own URL, whatever characters it contains', async () => {
    const component = await makeComponent(owner);
    const odd = { client_id: '"\\ \u2028 é 🚐 </script>', client_secret: '{"a":"\n\t\u007f"}' };
    const client = await makeClient(owner, component, odd);
    const read = async () => [
      (await owner.get(`components/${component}/oauth-client`)).text,
      (await owner.get(`oauth-clients/${client}`)).text,
    ];
    const [atRunTime, general] = await read();
    expect(atRunTime).toBe(general);
    expect(JSON.parse(atRunTime!).data.attributes).toMatchObject(odd);
    await tablesOf(app)('oauth_clients').where({ id: client }).update({ created_by: null });
    const [anonymous, same] = await read();
    expect(anonymous).toBe(same);
  });

  test('supports sparse fieldsets', async () => {
    const component = await makeComponent(owner);
    await makeClient(owner, component);
    const path = `components/${component}/oauth-client?fields[oauth-client]`;
    const { body } = await owner.get(`${path}=client_secret,component`);
    expect(body.data.attributes).toEqual({ client_secret: 's3cret' });
    expect(Object.keys(body.data.relationships)).toEqual(['component']);
    const refused = await owner.get(`${path}=secret`);
    expect([refused.status, refused.body.errors[0].source.parameter]).toEqual([400, 'fields[oauth-client]']);
  });

  test('reflects the last acknowledged change in every read', async () => {
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component);
    for (let n = 0; n < 20; n += 1) {
      await owner.patch(`oauth-clients/${client}`, document('oauth-client', { client_secret: `s-${n}` }));
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => owner.get(`components/${component}/oauth-client`)),
      );
      for (const { body } of answers) expect(body.data.attributes.client_secret).toBe(`s-${n}`);
    }
  });

  test('has a different error for a missing component, one without OAuth, and a missing client', async () => {
    const foreign = await makeComponent(await app.tenant());
    const at = (id: string) => owner.get(`components/${id}/oauth-client`);
    expect(codeOf(await at(newId()))).toEqual([404, 'component_not_found']);
    expect(codeOf(await at(foreign))).toEqual([404, 'component_not_found']);
    expect(codeOf(await at(await makeComponent(owner, STOPWATCH)))).toEqual([404, 'not_found']);
    expect(codeOf(await at(await makeComponent(owner)))).toEqual([409, 'oauth_client_required']);
  });

  test('is never mixed up in concurrent reads of several tenants', async () => {
    const component = await makeComponent(owner, undefined, 'global');
    const tenants = [owner, await app.tenant(), await app.tenant(), await app.tenant()];
    for (const [n, by] of tenants.entries())
      await makeClient(by, component, { client_id: `c-${n}`, client_secret: `s-${n}` });
    const { reads } = app.platform.services.database;
    const read = createRunTimeRead(reads);
    // Calls the read directly, so that all reads run together and share a query.
    const keys = Array.from({ length: 60 }, (_, n) => ({
      tenantId: tenants[n % tenants.length]!.tenantId,
      componentId: n % 7 === 6 ? newId() : component,
    }));
    const clients = await Promise.all(keys.map(read));
    expect(clients.map((client) => client?.client_id)).toEqual(
      keys.map((_, n) => (n % 7 === 6 ? undefined : `c-${n % tenants.length}`)),
    );
    const answers = await Promise.all(tenants.map((by) => by.get(`components/${component}/oauth-client`)));
    const secrets = answers.map(({ body }) => body.data.attributes.client_secret);
    expect(secrets).toEqual(tenants.map((_, n) => `s-${n}`));
  });
});

describe('the environment of a component', () => {
  test('merges the stored variables with those of the client, which win', async () => {
    const component = await makeComponent(owner);
    await makeClient(owner, component, { client_id: 'van-1', client_secret: 's3cret' });
    expect(await varsOf(owner, component)).toEqual({ PIZZAVAN_KEY: 'van-1', PIZZAVAN_SECRET: 's3cret' });
    await store(owner, component, { PIZZAVAN_REGION: 'eu', PIZZAVAN_SECRET: 'old', UNDECLARED: 'kept' });
    expect(await varsOf(owner, component)).toEqual({
      PIZZAVAN_REGION: 'eu',
      PIZZAVAN_KEY: 'van-1',
      PIZZAVAN_SECRET: 's3cret',
      UNDECLARED: 'kept',
    });
  });

  test('fills the only matching pair of variables if the oauth2 block is empty', async () => {
    const credentials = {
      oauth2: {
        client_id: '',
        client_secret: '',
        auth_uri: 'https://a.example',
        token_uri: 'https://b.example',
      },
    };
    const component = await makeComponent(owner, { ...PIZZA_VAN, credentials, useOAuthClient: true });
    await makeClient(owner, component, { client_id: 'van-1', client_secret: 's3cret' });
    expect(await varsOf(owner, component)).toEqual({ PIZZAVAN_KEY: 'van-1', PIZZAVAN_SECRET: 's3cret' });
  });

  test('of a component without OAuth is its stored variables', async () => {
    const component = await makeComponent(owner, STOPWATCH);
    expect(await varsOf(owner, component)).toEqual({});
    await store(owner, component, { A: '1', B: '2' });
    await store(owner, component, { B: '3' });
    expect(await varsOf(owner, component)).toEqual({ B: '3' });
  });

  test('is separate for each tenant, even for a global component', async () => {
    const component = await makeComponent(owner, STOPWATCH, 'global');
    const other = await app.tenant();
    await store(owner, component, { A: 'owner' });
    await store(other, component, { A: 'other' });
    expect(await varsOf(owner, component)).toEqual({ A: 'owner' });
    expect(await varsOf(other, component)).toEqual({ A: 'other' });
    expect(await varsOf(await app.tenant(), component)).toEqual({});
  });

  test('is rejected while the component has no client, whatever is stored', async () => {
    const component = await makeComponent(owner);
    await store(owner, component, { PIZZAVAN_SECRET: "somebody else's" });
    expect(codeOf(await owner.get(`components/${component}/env`))).toEqual([409, 'oauth_client_required']);
  });

  test('is sealed in the database, and its values are not in the PUT response or the log', async () => {
    const component = await makeComponent(owner, STOPWATCH);
    const put = await store(owner, component, { TOKEN: 'canary-value' });
    expect([put.status, put.body.data.attributes.names]).toEqual([200, ['TOKEN']]);
    expect(put.text).not.toContain('canary-value');
    const row = await tablesOf(app)('component_envs').where({ component_id: component }).first();
    expect(row!.vars).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(JSON.stringify(row)).not.toMatch(/canary|TOKEN/);
    expect(app.logged()).not.toContain('canary-value');
  });
});

describe('the audit event of a secret', () => {
  test('records actor, API key, action and time of each read, without the secret', async () => {
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component, { client_id: 'van-1', client_secret: 'canary-secret' });
    const runtime = await app.member(owner, 'runtime');
    const start = Date.now();
    const reads = [
      await runtime.get(`components/${component}/oauth-client`),
      await runtime.get(`oauth-clients/${client}`),
      await runtime.get(`components/${component}/env`),
    ];
    const events = [
      ...(await secretReads(app, owner, component)),
      ...(await secretReads(app, owner, client)),
    ];
    expect(events.map(({ action }) => action).sort()).toEqual([
      'component-envs.get',
      'oauth-clients.get_secret',
      'oauth-clients.get_secret',
    ]);
    expect(new Set(events.map(({ request_id }) => request_id))).toEqual(
      new Set(reads.map(({ headers }) => headers['x-request-id'])),
    );
    for (const event of events) {
      expect(event).toMatchObject({ actor_id: runtime.userId, actor_name: runtime.email });
      expect(event.api_key_id).toEqual(expect.any(String));
      expect(Date.parse(event.at)).toBeGreaterThanOrEqual(start);
    }
    const everything = await tablesOf(app)('audit_events').where({ tenant_id: owner.tenantId });
    expect(everything.length).toBeGreaterThan(3);
    expect(JSON.stringify(everything)).not.toContain('canary-secret');
  });

  test('is not written for a rejected read', async () => {
    const component = await makeComponent(owner);
    const viewer = await app.member(owner, 'viewer');
    await owner.get(`components/${component}/oauth-client`);
    await owner.get(`components/${component}/env`);
    const client = await makeClient(owner, component);
    await viewer.get(`components/${component}/oauth-client`);
    expect(await secretReads(app, owner, component)).toEqual([]);
    expect(await secretReads(app, owner, client)).toEqual([]);
  });
});
