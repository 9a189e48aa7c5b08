import { randomUUID } from 'node:crypto';
import { createGuard } from '../../src/actions/index.ts';
import { post } from '../../src/jsonapi/post.ts';
import { inTransaction, tenantDb } from '../../src/db/index.ts';
import { rawDb } from '../../src/db/raw.ts';
import { document, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import { givePassword, tokenWith } from '../support/oauth.ts';
import { makeRole } from '../support/people.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const role = (name: string) => document('role', { name, permissions: [] });
const withKey = (key: string) => ({ headers: { 'Idempotency-Key': key } });
const rows = () => rawDb(app.platform.services.database).sql('idempotency_keys');

async function rolesNamed(by: Caller, name: string): Promise<number> {
  const { body } = await by.get('roles?page[size]=200');
  return body.data.filter((it: { attributes: { name: string } }) => it.attributes.name === name).length;
}

describe('a request repeated with the same key', () => {
  test('gets the first response again, marked as a replay, and has one effect', async () => {
    const first = await owner.post('roles', role('once'), withKey('once'));
    const second = await owner.post('roles', role('once'), withKey('once'));
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.text).toBe(first.text);
    expect(second.status).toBe(201);
    for (const name of ['location', 'etag', 'content-type'])
      expect(second.headers[name]).toBe(first.headers[name]);
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    expect(await rolesNamed(owner, 'once')).toBe(1);
    const { body } = await owner.get(`audit-events?filter[resource]=${first.body.data.id}`);
    expect(body.data).toHaveLength(1);
  });

  test('gets the first response even if the resource has changed since', async () => {
    const first = await owner.post('roles', role('before'), withKey('changed'));
    await owner.patch(first.headers['location']!, document('role', { name: 'after' }));
    expect((await owner.post('roles', role('before'), withKey('changed'))).text).toBe(first.text);
  });

  test('leaves out values that are shown only once, and names them', async () => {
    const body = document('api-key', { name: 'shown once' });
    const first = await owner.post('api-keys', body, withKey('secret'));
    const again = await owner.post('api-keys', body, withKey('secret'));
    expect(first.body.data.attributes.api_key).toMatch(/^vk_/);
    expect(again.text).not.toContain(first.body.data.attributes.api_key);
    const { api_key: _, ...attributes } = first.body.data.attributes;
    expect(again.body.data).toEqual({ ...first.body.data, attributes });
    expect(again.body.meta.omitted).toEqual(['api_key']);
    expect(first.body.meta).toBeUndefined();

    const component = { type: 'component', id: await makeComponent(owner) };
    const client = document('oauth-client', { client_id: 'van', client_secret: 'wheel' }, { component });
    await owner.post('oauth-clients', client, withKey('client'));
    const replay = await owner.post('oauth-clients', client, withKey('client'));
    expect(replay.headers['idempotent-replayed']).toBe('true');
    expect(replay.text).not.toContain('wheel');
    expect(replay.body.meta.omitted).toEqual(['client_secret']);
  });

  test('has one effect if sent twenty times at once; each gets the response or a 409', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => owner.post('roles', role('crowd'), withKey('crowd'))),
    );
    const made = answers.filter(({ status }) => status === 201);
    const others = answers.filter(({ status }) => status !== 201);
    expect(made.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    for (const { status, body, headers } of others) {
      expect([status, body.errors[0].code]).toEqual([409, 'idempotency_key_in_progress']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(10);
    }
    expect(await rolesNamed(owner, 'crowd')).toBe(1);
    expect((await owner.post('roles', role('crowd'), withKey('crowd'))).text).toBe(made[0]!.text);
  });

  test('may use another API key of the same user', async () => {
    const key = (await owner.post('api-keys', document('api-key'))).body.data.attributes.api_key;
    const first = await owner.post('roles', role('two keys'), withKey('two-keys'));
    const Authorization = `Basic ${Buffer.from(`${owner.email}:${key}`).toString('base64')}`;
    const again = await owner.post('roles', role('two keys'), {
      headers: { Authorization, 'Idempotency-Key': 'two-keys' },
    });
    expect(again.text).toBe(first.text);
  });
});

describe('the same key', () => {
  test.each([
    ['body', 'roles', role('other body')],
    ['path', 'flows', document('flow', { name: 'x', graph: { nodes: [], edges: [] } })],
    ['query', 'roles?fields[role]=name', role('another query')],
  ])('cannot be reused with another %s', async (what, path, body) => {
    const key = `another-${what}`;
    expect((await owner.post('roles', role(`another ${what}`), withKey(key))).status).toBe(201);
    const { status, body: answer } = await owner.post(path, body, withKey(key));
    expect([status, answer.errors[0].code, answer.errors[0].source]).toEqual([
      422,
      'idempotency_key_reused',
      { header: 'Idempotency-Key' },
    ]);
  });

  test('is a different key for every caller, in the same tenant or another', async () => {
    const other = await app.tenant();
    const colleague = await app.member(owner, 'admin');
    const names = new Set<string>();
    for (const caller of [owner, other, colleague]) {
      const name = `of ${caller.email}`;
      const { status, headers, body } = await caller.post('roles', role(name), withKey('shared'));
      expect([status, headers['idempotent-replayed']]).toEqual([201, undefined]);
      names.add(body.data.id);
    }
    expect(names.size).toBe(3);
  });

  test('is a different key for an app that acts for the user', async () => {
    await givePassword(app, owner);
    const { token } = await tokenWith(app, owner, ['manage.flows']);
    const body = document('flow', { name: 'Orders', graph: { nodes: [], edges: [] } });
    const own = await owner.post('flows', body, withKey('of-both'));
    const { status, body: made } = await app.request('POST', `/v2/tenants/${owner.tenantId}/flows`, {
      headers: { Authorization: `Bearer ${token}`, 'Idempotency-Key': 'of-both' },
      body,
    });
    expect([own.status, status]).toEqual([201, 201]);
    expect(made.data.id).not.toBe(own.body.data.id);
  });

  test("is not stored in a tenant that is not the caller's", async () => {
    const other = await app.tenant();
    const { status } = await owner.post(`/v2/tenants/${other.tenantId}/roles`, role('x'), withKey('abroad'));
    expect(status).toBe(404);
    const nowhere = await owner.post(`/v2/tenants/${randomUUID()}/roles`, role('x'), withKey('abroad'));
    expect(nowhere.status).toBe(404);
    expect(await rows().where({ tenant_id: other.tenantId })).toEqual([]);
  });

  test('replays nothing to a caller who has lost the permission since', async () => {
    const id = await makeRole(owner, ['tenants.api_keys.create'], 'changing');
    const member = await app.member(owner, 'changing');
    const make = () => member.post('api-keys', document('api-key'), withKey('lost'));
    expect((await make()).status).toBe(201);
    await owner.patch(`roles/${id}`, document('role', { permissions: [] }));
    const { status, body } = await make();
    expect([status, body.errors[0].code]).toEqual([403, 'permission_missing']);
  });

  test('can be used again if the first request was rejected for any reason', async () => {
    const refused = [
      await owner.post('roles', document('role', { name: 'free' }), withKey('free')),
      await owner.post('roles', document('role', { name: 'owner', permissions: [] }), withKey('free')),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 409]);
    const { status, headers } = await owner.post('roles', role('free'), withKey('free'));
    expect([status, headers['idempotent-replayed']]).toEqual([201, undefined]);
    const viewer = await app.member(owner, 'viewer');
    expect((await viewer.post('roles', role('viewed'), withKey('viewed'))).status).toBe(403);
    expect(await rows().where({ caller_id: viewer.userId })).toEqual([]);
  });

  test.each(['', ' ', 'a b', 'x'.repeat(256), 'caf\u00e9'])(
    'must be 1 to 255 visible ASCII characters: %p is rejected',
    async (key) => {
      const { status, body } = await owner.post('roles', role('never'), withKey(key));
      expect([status, body.errors[0].code, body.errors[0].source]).toEqual([
        400,
        'invalid_header',
        { header: 'Idempotency-Key' },
      ]);
      expect(await rolesNamed(owner, 'never')).toBe(0);
    },
  );

  test('is ignored except on POST', async () => {
    const id = await makeRole(owner, []);
    const patch = (name: string) => owner.patch(`roles/${id}`, document('role', { name }), withKey('patch'));
    expect((await patch('patched once')).headers['idempotent-replayed']).toBeUndefined();
    expect((await patch('patched twice')).body.data.attributes.name).toBe('patched twice');
  });
});

describe('a stored response', () => {
  test('is encrypted, and its key is stored as a hash', async () => {
    const key = 'a-key-to-look-for';
    await owner.post('roles', role('a name to look for'), withKey(key));
    const kept = await rows().where({ tenant_id: owner.tenantId });
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toMatch(/a-key-to-look-for|a name to look for/);
    for (const { answer, key_hash, request_hash } of kept) {
      expect(answer).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
      expect(Buffer.from(answer.split('.')[3], 'base64url').toString()).not.toContain('"status":201');
      expect([key_hash, request_hash]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.any(String)]);
    }
  });

  test('cannot be decrypted in the row of another key', async () => {
    await owner.post('roles', role('first row'), withKey('row-1'));
    await owner.post('roles', role('second row'), withKey('row-2'));
    const [one, two] = await rows()
      .where({ tenant_id: owner.tenantId })
      .orderBy('locked_until', 'desc')
      .limit(2);
    await rows().where({ key_hash: one.key_hash }).update({ answer: two.answer });
    const begin = app.platform.services.idempotency.begin(
      { actor: { ...actorOf(owner) }, tenantId: owner.tenantId, requestId: null, ipAddress: null },
      'row-2',
      { path: `/v2/tenants/${owner.tenantId}/roles`, body: role('second row') },
    );
    await expect(begin).rejects.toThrow('sealed value belongs to another');
  });

  test('expires after a day, then the key can be used again', async () => {
    await owner.post('roles', role('yesterday'), withKey('day'));
    const [row] = await rows().where({ tenant_id: owner.tenantId }).orderBy('expires_at', 'desc').limit(1);
    expect(row.expires_at - Date.now()).toBeGreaterThan(24 * 3_600_000 - 60_000);
    expect(row.expires_at - Date.now()).toBeLessThanOrEqual(24 * 3_600_000);
    await rows()
      .where({ key_hash: row.key_hash })
      .update({ expires_at: Date.now() - 1 });
    const { status, headers } = await owner.post('roles', role('today'), withKey('day'));
    expect([status, headers['idempotent-replayed']]).toEqual([201, undefined]);
  });

  test('is deleted in batches once it has expired, never before', async () => {
    const { idempotency } = app.platform.services;
    await rows().delete();
    for (const key of ['old-1', 'old-2', 'old-3']) await owner.post('roles', role(key), withKey(key));
    await rows().update({ expires_at: Date.now() - 1 });
    await owner.post('roles', role('young'), withKey('young'));
    expect([await idempotency.purge(2), await idempotency.purge(2), await idempotency.purge(2)]).toEqual([
      2, 1, 0,
    ]);
    expect(await rows()).toHaveLength(1);
    expect((await owner.post('roles', role('young'), withKey('young'))).headers['idempotent-replayed']).toBe(
      'true',
    );
  });
});

describe('a key reserved by a process that died before it responded', () => {
  /** Leaves the state of such a process: a row without a response, and no effect. */
  async function leaveReserved(key: string, lockedUntil: number): Promise<void> {
    const { headers } = await owner.post('roles', role(key), withKey(key));
    await owner.delete(headers['location']!);
    const [row] = await rows().where({ tenant_id: owner.tenantId }).orderBy('locked_until', 'desc').limit(1);
    await rows().where({ key_hash: row.key_hash }).update({ answer: null, locked_until: lockedUntil });
  }

  test('is in use until its lease expires', async () => {
    await leaveReserved('leased', Date.now() + 5_000);
    const { status, body, headers } = await owner.post('roles', role('leased'), withKey('leased'));
    expect([status, body.errors[0].code]).toEqual([409, 'idempotency_key_in_progress']);
    // The lease will have expired by then.
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(5);
    expect(await rolesNamed(owner, 'leased')).toBe(0);
  });

  test('is in use for ten seconds at most if the clock was set back', async () => {
    await leaveReserved('set-back', Date.now() + 3_600_000);
    const { status, headers } = await owner.post('roles', role('set-back'), withKey('set-back'));
    expect([status, headers['retry-after']]).toEqual([409, '10']);
    const [row] = await rows().where({ tenant_id: owner.tenantId }).orderBy('locked_until', 'desc').limit(1);
    expect(row.answer).toBeNull();
    expect(row.locked_until - Date.now()).toBeLessThanOrEqual(10_000);
  });

  test('is taken over by exactly one request once its lease has expired', async () => {
    await leaveReserved('expired', Date.now() - 1);
    const other = await owner.post('roles', role('other'), withKey('expired'));
    expect(other.body.errors[0].code).toBe('idempotency_key_reused');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => owner.post('roles', role('expired'), withKey('expired'))),
    );
    const first = answers.filter(
      ({ status, headers }) => status === 201 && headers['idempotent-replayed'] === undefined,
    );
    expect(first).toHaveLength(1);
    expect(await rolesNamed(owner, 'expired')).toBe(1);
  });

  test('can be neither completed nor released by a late process once it was taken over', async () => {
    const { idempotency, database } = app.platform.services;
    const call = { actor: actorOf(owner), tenantId: owner.tenantId, requestId: null, ipAddress: null };
    const begin = async () => {
      const result = await idempotency.begin(call, 'late', { path: '/', body: {} });
      if ('status' in result) throw new Error('the key already has a response');
      return result;
    };
    const complete = (reservation: Awaited<ReturnType<typeof begin>>, body: string) =>
      inTransaction(database, (platform) =>
        reservation.complete(tenantDb(platform, owner.tenantId), { status: 201, headers: {}, body }),
      );
    const late = await begin();
    await rows().whereNull('answer').update({ locked_until: 0 });
    const next = await begin();
    await expect(complete(late, 'late')).rejects.toMatchObject({ code: 'idempotency_key_in_progress' });
    await late.release();
    await complete(next, 'next');
    await next.release();
    expect(await idempotency.begin(call, 'late', { path: '/', body: {} })).toMatchObject({
      body: 'next',
    });
  });
});

test.each([
  ['stays reserved after an action in steps', 'in steps', 1],
  ['stays reserved after an action without a transaction', false, 1],
  ['is freed after an action that was rolled back', true, 2],
] as const)('if the response cannot be stored, the key %s', async (_what, writes, effects) => {
  const { idempotency, database } = app.platform.services;
  const call = { actor: actorOf(owner), tenantId: owner.tenantId, requestId: null, ipAddress: null };
  const perform = createGuard({ database, schemas: {} as never, audit: async () => {}, clock: Date.now });
  let runs = 0;
  const run = async () => ({ run: (runs += 1) });
  const action = { name: 'test', permission: 'authenticated', writes, run, audit: () => null };
  const respond = () => {
    throw new Error('no response');
  };
  const parts = {
    perform,
    rendering: {} as never,
    idempotency,
    key: `unstored-${String(writes).replace(' ', '-')}`,
    path: '/',
    body: {},
  };
  const send = () => post({ action: action as never }, call, {} as never, respond, parts);
  await expect(send()).rejects.toThrow('no response');
  await expect(send()).rejects.toThrow(writes === true ? 'no response' : 'still in progress');
  expect(runs).toBe(effects);
});

function actorOf({ tenantId, userId, email }: Caller) {
  return {
    type: 'user' as const,
    id: userId,
    name: email,
    tenantId,
    permissions: new Set<never>(),
    apiKeyId: null,
    appId: null,
    inPerson: true,
  };
}
