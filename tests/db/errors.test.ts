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

/** An error as the drivers throw it: with a code and, on PostgreSQL, the name of the constraint. */
function driverError(code: string, message = 'x', constraint?: string): Error {
  return Object.assign(new Error(message), { code, ...(constraint !== undefined && { constraint }) });
}

test.each([
  ['the connection is refused', driverError('ECONNREFUSED')],
  ['the host is unknown', driverError('ENOTFOUND')],
  ['the connection is reset', driverError('ECONNRESET')],
  ['the connection is terminated', new Error('Connection terminated unexpectedly')],
  ['PostgreSQL is shutting down', driverError('57P01')],
  ['PostgreSQL is starting', driverError('57P03')],
  ['PostgreSQL has no connection left', driverError('53300')],
  ["PostgreSQL's disk is full", driverError('53100')],
  ['the error is in the class of connection exceptions', driverError('08006')],
  ['the server is a standby after a failover', driverError('25006')],
  ['a lock times out', driverError('55P03')],
  ['the file is locked', driverError('SQLITE_BUSY')],
  ['the file cannot grow', driverError('SQLITE_FULL')],
  ['the file is read-only', driverError('SQLITE_READONLY')],
  ['the pool has no free connection', Object.assign(new Error('x'), { name: 'KnexTimeoutError' })],
])('the caller is asked to retry and learns no internals if %s', (_what, error) => {
  const translated = translateDatabaseError(error) as AppError;
  expect([translated.code, translated.status, translated.retryAfter]).toEqual([
    'database_unavailable',
    503,
    2,
  ]);
  expect(translated.message).not.toContain(error.message);
  expect(translated.cause).toBe(error);
});

test('a connection timeout of a client or pool is translated to database_unavailable', async () => {
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
])('%s that no service handles is a conflict, not a server error', (_what, error) => {
  expect(violatesReference(error)).toBe(true);
  expect((translateDatabaseError(error) as AppError).code).toBe('conflict');
});

test('an AppError and an unexpected error are left unchanged', () => {
  const appError = new AppError('not_found', 'There is no such flow.');
  expect(translateDatabaseError(appError)).toBe(appError);
  for (const error of [
    new TypeError('x is not a function'),
    driverError('42601', 'syntax error'),
    driverError('23502'),
  ])
    expect(translateDatabaseError(error)).toBe(error);
});

test('a unique key is recognized by its columns on both databases', () => {
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

test('a primary key is recognized by its table on both databases', () => {
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
