import {
  createGuard,
  systemActor,
  type Action,
  type SteppedAction,
  type WriteAction,
  type AuditSink,
  type Context,
} from '../../src/actions/index.ts';
import { rawDb } from '../../src/db/raw.ts';
import { AppError } from '../../src/errors.ts';
import { loadSchemas } from '../../src/schema/index.ts';
import { newId } from '../../src/system/ids.ts';
import { startApp, type Caller, type TestApp } from '../support/app.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

type Input = { document?: unknown; name: string };

/** A separate guard, whose audit log the test can read. */
function guard(audit: AuditSink = async () => undefined) {
  const { database } = app.platform.services;
  return createGuard({ database, schemas: loadSchemas(), audit, clock: () => 1_700_000_000_000 });
}

const call = (permissions: string[] = []) => ({
  actor: { ...systemActor(owner.tenantId), permissions: new Set(permissions as never[]) },
  tenantId: owner.tenantId,
  requestId: 'request-1',
  ipAddress: '192.0.2.1',
});

/** Creates a role with the name in the input, like an action of the platform. */
const makeRole: WriteAction<Input, string> = {
  name: 'roles.create',
  permission: 'tenants.roles.create',
  writes: true,
  async run({ db, now }, { name }) {
    await db.insert('roles', {
      id: newId(),
      name,
      description: null,
      built_in: false,
      permissions: '[]',
      version: 1,
      created_at: now,
      updated_at: now,
      created_by: null,
    });
    return name;
  },
  audit: (name) => ({ type: 'role', id: null, details: { name } }),
};

const rolesNamed = async (name: string): Promise<number> =>
  (await rawDb(app.platform.services.database).sql('roles').where({ name })).length;

test('an action runs and is audited with the tenant, time and request of its call', async () => {
  const audited: [Context, string, object][] = [];
  const perform = guard(async (...entry) => void audited.push(entry));
  expect(await perform(makeRole, call(['tenants.roles.create']), { name: 'guarded' })).toBe('guarded');
  expect(await rolesNamed('guarded')).toBe(1);
  expect(audited).toHaveLength(1);
  const [context, action, entry] = audited[0]!;
  expect(context).toMatchObject({
    now: 1_700_000_000_000,
    requestId: 'request-1',
    ipAddress: '192.0.2.1',
    db: { tenantId: owner.tenantId },
  });
  expect([action, entry]).toEqual(['roles.create', { type: 'role', id: null, details: { name: 'guarded' } }]);
});

test('an action does not run without its permission, and the error names the permission', async () => {
  const perform = guard();
  const others = ['tenants.roles.get', 'tenants.roles.edit', 'tenants.roles.delete'];
  await expect(perform(makeRole, call(others), { name: 'unguarded' })).rejects.toMatchObject({
    code: 'permission_missing',
    meta: { permission: 'tenants.roles.create' },
  });
  expect(await rolesNamed('unguarded')).toBe(0);
});

test('an actor of another tenant gets not_found, whatever their permissions', async () => {
  const perform = guard();
  const foreign = { ...call(['tenants.roles.create']), tenantId: newId() };
  await expect(perform(makeRole, foreign, { name: 'abroad' })).rejects.toMatchObject({ code: 'not_found' });
  const everybody = { ...makeRole, permission: 'authenticated' as const };
  await expect(perform(everybody, foreign, { name: 'abroad' })).rejects.toMatchObject({ code: 'not_found' });
  expect(await rolesNamed('abroad')).toBe(0);
});

test('an invalid document does not reach the action, and is checked after the permission', async () => {
  const perform = guard();
  const checked = { ...makeRole, schema: 'role.create' };
  const input = { name: 'unchecked', document: { data: { type: 'role' } } };
  await expect(perform(checked, call(), input)).rejects.toMatchObject({ code: 'permission_missing' });
  await expect(perform(checked, call(['tenants.roles.create']), input)).rejects.toMatchObject({
    code: 'validation_failed',
    source: { pointer: '/data' },
  });
  expect(await rolesNamed('unchecked')).toBe(0);
});

test('a change is not made if its audit event cannot be stored', async () => {
  const perform = guard(() => Promise.reject(new Error('the log is full')));
  const made = perform(makeRole, call(['tenants.roles.create']), { name: 'untraced' });
  await expect(made).rejects.toThrow('the log is full');
  expect(await rolesNamed('untraced')).toBe(0);
});

test('a change is not made if its response cannot be stored for a retry', async () => {
  const perform = guard();
  const refuse = () => Promise.reject(new AppError('idempotency_key_in_progress', 'Taken over.'));
  const made = perform(makeRole, call(['tenants.roles.create']), { name: 'unkept' }, refuse);
  await expect(made).rejects.toMatchObject({ code: 'idempotency_key_in_progress' });
  expect(await rolesNamed('unkept')).toBe(0);
});

test('an action that changes nothing is not audited', async () => {
  const audited: unknown[] = [];
  const perform = guard(async (...entry) => void audited.push(entry));
  const idle: WriteAction<Input, string> = {
    ...makeRole,
    run: async (_, { name }) => name,
    audit: () => null,
  };
  expect(await perform(idle, call(['tenants.roles.create']), { name: 'idle' })).toBe('idle');
  expect(audited).toEqual([]);
});

/** Creates two roles, one after the other, and returns how many could be read in between. */
const makeRolesInSteps: SteppedAction<Input, number> = {
  name: 'roles.create',
  permission: 'tenants.roles.create',
  writes: 'in steps',
  async run({ commit, db }, { name }) {
    const step = (suffix: string) =>
      commit(
        async (transaction) => {
          const context = {
            db: transaction,
            actor: call([]).actor,
            now: Date.now(),
            requestId: null,
            ipAddress: null,
          };
          return makeRole.run(context, { name: `${name}${suffix}` });
        },
        (made) => ({ type: 'role', id: null, details: { name: made } }),
      );
    await step(' 1');
    // On SQLite a second writer would wait here for a transaction that is still open.
    const seen = (await db.from('roles').where({ name: `${name} 1` })) as unknown[];
    await step(' 2');
    return seen.length;
  },
};

test('an action in steps commits each step with its audit event, with no open transaction in between', async () => {
  const audited: [Context, string, object][] = [];
  const perform = guard(async (...entry) => void audited.push(entry));
  expect(await perform(makeRolesInSteps, call(['tenants.roles.create']), { name: 'stepwise' })).toBe(1);
  expect(await rolesNamed('stepwise 2')).toBe(1);
  expect(audited.map(([, ...event]) => event)).toEqual(
    ['stepwise 1', 'stepwise 2'].map((name) => [
      'roles.create',
      { type: 'role', id: null, details: { name } },
    ]),
  );
  for (const [context] of audited)
    expect(context).toMatchObject({
      now: 1_700_000_000_000,
      requestId: 'request-1',
      ipAddress: '192.0.2.1',
      db: { tenantId: owner.tenantId },
    });
  await expect(perform(makeRolesInSteps, call([]), { name: 'x' })).rejects.toMatchObject({
    code: 'permission_missing',
  });
  expect(audited).toHaveLength(2);
});

test('a step is not committed if its audit event cannot be stored; the steps before it are', async () => {
  let events = 0;
  const perform = guard(async () => {
    events += 1;
    if (events === 2) throw new Error('the log is full');
  });
  const made = perform(makeRolesInSteps, call(['tenants.roles.create']), { name: 'halfway' });
  await expect(made).rejects.toThrow('the log is full');
  expect([await rolesNamed('halfway 1'), await rolesNamed('halfway 2')]).toEqual([1, 0]);
});

test('a read is not audited', async () => {
  const audited: unknown[] = [];
  const perform = guard(async (...entry) => void audited.push(entry));
  const count: Action<Input, number> = {
    name: 'roles.list',
    permission: 'authenticated',
    writes: false,
    run: async ({ db }) => (await db.from('roles').where('built_in', true)).length,
  };
  expect(await perform(count, call(), { name: '' })).toBe(5);
  expect(audited).toEqual([]);
});
