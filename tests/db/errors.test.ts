import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import pg from 'pg';
import {
  translateDatabaseError,
  violatesPrimaryKey,
  violatesReference,
  violatesUnique,
} from '../../src/db/index.ts';
import { AppError } from '../../src/errors.ts';

/** What the two drivers throw: an Error with a code, and on PostgreSQL the constraint's name. */
function driverError(code: string, message = 'x', constraint?: string): Error {
  return Object.assign(new Error(message), { code, ...(constraint !== undefined && { constraint }) });
}

test.each([
  ['nobody listens', driverError('ECONNREFUSED')],
  ['the host is not known', driverError('ENOTFOUND')],
  ['the connection broke', driverError('ECONNRESET')],
  ['the connection ended', new Error('Connection terminated unexpectedly')],
  ['PostgreSQL is shutting down', driverError('57P01')],
  ['PostgreSQL is starting', driverError('57P03')],
  ['PostgreSQL has no connection left', driverError('53300')],
  ['its disk is full', driverError('53100')],
  ['a connection fault by its class', driverError('08006')],
  ['a standby after a failover', driverError('25006')],
  ['a lock could not be had in time', driverError('55P03')],
  ['the file is locked', driverError('SQLITE_BUSY')],
  ['the file cannot grow', driverError('SQLITE_FULL')],
  ['the file is read-only', driverError('SQLITE_READONLY')],
  ['no connection of the pool got free', Object.assign(new Error('x'), { name: 'KnexTimeoutError' })],
])('%s: the caller is told to come back, and nothing of the inside', (_what, error) => {
  const translated = translateDatabaseError(error) as AppError;
  expect([translated.code, translated.status, translated.retryAfter]).toEqual([
    'database_unavailable',
    503,
    2,
  ]);
  expect(translated.message).not.toContain(error.message);
  expect(translated.cause).toBe(error);
});

test('a connection timeout is reported as database_unavailable, from a client and from a pool', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => void sockets.add(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const settings = { host: '127.0.0.1', port, connectionTimeoutMillis: 50 };
  const pool = new pg.Pool({ ...settings, max: 1 });
  const tried = await Promise.allSettled([new pg.Client(settings).connect(), pool.connect(), pool.connect()]);
  for (const socket of sockets) socket.destroy();
  await pool.end();
  silent.close();
  for (const one of tried) {
    const error = one.status === 'rejected' ? (one.reason as unknown) : undefined;
    expect(translateDatabaseError(error)).toMatchObject({ code: 'database_unavailable' });
  }
});

test.each([
  ['a reference on PostgreSQL', driverError('23503')],
  ['a restricted delete on PostgreSQL 18', driverError('23001')],
  [
    'a reference on SQLite',
    driverError('SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT: FOREIGN KEY constraint failed'),
  ],
])('%s that no service foresaw is a conflict, not a fault of ours', (_what, error) => {
  expect(violatesReference(error)).toBe(true);
  expect((translateDatabaseError(error) as AppError).code).toBe('conflict');
});

test('what is meant for the caller already, and what nobody expected, stays what it is', () => {
  const ours = new AppError('not_found', 'There is no such flow.');
  expect(translateDatabaseError(ours)).toBe(ours);
  for (const error of [
    new TypeError('x is not a function'),
    driverError('42601', 'syntax error'),
    driverError('23502'),
  ])
    expect(translateDatabaseError(error)).toBe(error);
});

test('a unique key is told by its own columns, on both databases', () => {
  const sqlite = driverError(
    'SQLITE_CONSTRAINT',
    'SQLITE_CONSTRAINT: UNIQUE constraint failed: roles.tenant_id, roles.name',
  );
  const postgres = driverError('23505', 'duplicate key', 'roles_tenant_id_name_unique');
  for (const error of [sqlite, postgres]) {
    expect(violatesUnique(error, 'roles', ['tenant_id', 'name'])).toBe(true);
    expect(violatesUnique(error, 'roles', ['tenant_id', 'id'])).toBe(false);
    expect(violatesUnique(error, 'flows', ['tenant_id', 'name'])).toBe(false);
    expect(violatesReference(error)).toBe(false);
  }
});

test('a primary key is told by its table, on both databases', () => {
  const sqlite = driverError(
    'SQLITE_CONSTRAINT',
    'UNIQUE constraint failed: memberships.tenant_id, memberships.user_id',
  );
  const postgres = driverError('23505', 'duplicate key', 'memberships_pkey');
  for (const error of [sqlite, postgres]) {
    expect(violatesPrimaryKey(error, 'memberships', ['tenant_id', 'user_id'])).toBe(true);
    expect(violatesPrimaryKey(error, 'roles', ['tenant_id', 'id'])).toBe(false);
  }
});
