import { randomBytes } from 'node:crypto';
import jose from 'node-jose';
import { dataKeyOf, getUnchecked, secretReads, tablesOf } from '../support/direct-database.ts';
import { document, makeClient, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('client_secret in responses', () => {
  test.each([
    ['owner', true],
    ['admin', true],
    ['runtime', true],
    ['developer', false],
    ['viewer', false],
  ])('role %s: %s', async (role, allowed) => {
    const owner = await app.tenant();
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component, { client_id: 'van-1', client_secret: 's3cret' });
    const member = await app.member(owner, role);
    const { status, body } = await member.get(`oauth-clients/${client}`);
    expect([status, body.data.attributes.client_secret]).toEqual([200, allowed ? 's3cret' : undefined]);
    const list = await member.get('oauth-clients?fields[oauth-client]=client_id,client_secret');
    expect(list.body.data[0].attributes).toEqual({ client_id: 'van-1' });
    expect(await secretReads(app, owner, client)).toHaveLength(allowed ? 1 : 0);
  });

  test('a developer who creates a client sees its secret in that response and never again', async () => {
    const owner = await app.tenant();
    const component = await makeComponent(owner);
    const developer = await app.member(owner, 'developer');
    const made = await developer.post(
      'oauth-clients',
      document(
        'oauth-client',
        { client_id: 'van-1', client_secret: 's3cret' },
        { component: { type: 'component', id: component } },
      ),
    );
    expect(made.body.data.attributes.client_secret).toBe('s3cret');
    const path = `oauth-clients/${made.body.data.id}`;
    expect((await developer.get(path)).body.data.attributes).not.toHaveProperty('client_secret');
    const changed = await developer.patch(path, document('oauth-client', { client_secret: 'n3w' }));
    expect(changed.body.data.attributes).not.toHaveProperty('client_secret');
  });

  test('the response to a PATCH has no secret, even for the owner', async () => {
    const owner = await app.tenant();
    const client = await makeClient(owner, await makeComponent(owner));
    const { body } = await owner.patch(
      `oauth-clients/${client}`,
      document('oauth-client', { client_id: 'x' }),
    );
    expect(body.data.attributes).not.toHaveProperty('client_secret');
  });

  test('a secret that a sparse fieldset omits is neither returned nor audited', async () => {
    const owner = await app.tenant();
    const client = await makeClient(owner, await makeComponent(owner));
    const { body } = await owner.get(`oauth-clients/${client}?fields[oauth-client]=client_id`);
    expect(body.data.attributes).toEqual({ client_id: 'van-1' });
    expect(await secretReads(app, owner, client)).toEqual([]);
  });
});

describe('a secret in the database', () => {
  let owner: Caller;
  let component: string;
  let client: string;
  beforeEach(async () => {
    owner = await app.tenant();
    component = await makeComponent(owner);
    client = await makeClient(owner, component, { client_id: 'van-1', client_secret: 'pâté-s3cret' });
  });

  const stored = async (id: string) =>
    (await tablesOf(app)('oauth_clients').where({ id }).first())!.client_secret as string;
  const store = (id: string, client_secret: string) =>
    tablesOf(app)('oauth_clients').where({ id }).update({ client_secret });

  test("is a compact JWE that node-jose opens with the tenant's key, and that names its place", async () => {
    const sealed = await stored(client);
    expect(sealed).not.toContain('s3cret');
    const key = await dataKeyOf(app, owner.tenantId);
    const opened = await jose.JWE.createDecrypt(key, { algorithms: ['dir', 'A256GCM'] }).decrypt(sealed);
    expect(opened.plaintext.toString('utf8')).toBe('pâté-s3cret');
    expect(opened.header).toEqual({
      alg: 'dir',
      enc: 'A256GCM',
      kid: key.kid,
      tenant: owner.tenantId,
      table: 'oauth_clients',
      row: client,
      column: 'client_secret',
    });
  });

  test('can be sealed by node-jose and opened by the service', async () => {
    const key = await dataKeyOf(app, owner.tenantId);
    const place = { tenant: owner.tenantId, table: 'oauth_clients', row: client, column: 'client_secret' };
    const fields = { alg: 'dir', kid: key.kid, ...place };
    const options = { format: 'compact', contentAlg: 'A256GCM', fields } as const;
    const sealed = (await jose.JWE.createEncrypt(options, key)
      .update('sealed elsewhere')
      .final()) as unknown as string;
    await store(client, sealed);
    const { body } = await owner.get(`components/${component}/oauth-client`);
    expect(body.data.attributes.client_secret).toBe('sealed elsewhere');
  });

  test('is sealed anew with every change, even to the same value', async () => {
    const before = await stored(client);
    await owner.patch(`oauth-clients/${client}`, document('oauth-client', { client_secret: 'pâté-s3cret' }));
    expect(await stored(client)).not.toBe(before);
  });

  const MOVES = {
    'another row': async () => {
      const other = await makeClient(owner, await makeComponent(owner));
      return stored(other);
    },
    'another column': async () => {
      await owner.put(`components/${component}/env`, document('component-env', { vars: { A: 'b' } }));
      return (await tablesOf(app)('component_envs').where({ component_id: component }).first())!
        .vars as string;
    },
    'another tenant': async () => {
      const other = await app.tenant();
      return stored(await makeClient(other, await makeComponent(other)));
    },
    'a tampered copy': async () => {
      const [head, key, iv, text, tag] = (await stored(client)).split('.');
      return [head, key, iv, text, flip(tag!)].join('.');
    },
    'random bytes': () => Promise.resolve(randomBytes(60).toString('base64url')),
  };

  test.each(Object.entries(MOVES))(
    'that comes from %s cannot be opened, and nothing leaks',
    async (_from, take) => {
      await store(client, await take());
      const paths = [
        `oauth-clients/${client}`,
        `components/${component}/oauth-client`,
        `components/${component}/env`,
      ];
      for (const path of paths) {
        const { status, text } = await getUnchecked(app, owner, path);
        expect(status).toBe(500);
        const [error, ...more] = JSON.parse(text).errors;
        expect(more).toEqual([]);
        expect(error).toEqual({
          id: expect.any(String),
          status: '500',
          code: 'internal_error',
          title: 'Internal error',
          detail: 'An internal error occurred. The server log has the details under the ID of this error.',
        });
        expect(app.logged()).toContain(error.id);
      }
      expect(await secretReads(app, owner, client)).toEqual([]);
      expect(app.logged()).not.toMatch(/s3cret|van-1/);
      // Requests that need no secret still work.
      expect((await owner.get(`oauth-clients/${client}?fields[oauth-client]=client_id`)).status).toBe(200);
      expect((await owner.get('oauth-clients')).status).toBe(200);
    },
  );
});

function flip(tag: string): string {
  return (tag.startsWith('A') ? 'B' : 'A') + tag.slice(1);
}
