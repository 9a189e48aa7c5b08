import { AppError } from '../errors.ts';

interface DriverError {
  code?: string;
  message?: string;
  name?: string;
  table?: string;
  constraint?: string;
}

const RETRYABLE = new Set(['40001', '40P01']);

/** Away, overloaded or read-only: nothing that the caller did, and nothing that a retry could not mend. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'SQLITE_BUSY',
  'SQLITE_IOERR',
  'SQLITE_FULL',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
  '25006', // read_only_sql_transaction: a standby after a failover
  '3D000', // invalid_catalog_name: being restored
  '55P03', // lock_not_available
]);

/** A deadlock's victim or a serialization failure: the same transaction may succeed when run again. */
export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has((error as DriverError).code ?? '');
}

/** True when `error` says that a row with the same `columns` exists in `table` already. */
export function violatesUnique(error: unknown, table: string, columns: readonly string[]): boolean {
  const { code, message = '', constraint } = error as DriverError;
  if (code === '23505') return constraint === uniqueName(table, columns);
  return (
    code === 'SQLITE_CONSTRAINT' &&
    message.includes(`UNIQUE constraint failed: ${columns.map((column) => `${table}.${column}`).join(', ')}`)
  );
}

/** The same for a primary key. */
export function violatesPrimaryKey(error: unknown, table: string, columns: readonly string[]): boolean {
  return (error as DriverError).constraint === `${table}_pkey` || violatesUnique(error, table, columns);
}

/** The name under which the migrations create a unique key, so that PostgreSQL's errors name it. */
export function uniqueName(table: string, columns: readonly string[]): string {
  return `${table}_${columns.join('_')}_unique`;
}

/** True when a row that is referred to is missing, or a row that is to go is still referred to. */
export function violatesReference(error: unknown): boolean {
  const { code, message = '' } = error as DriverError;
  // 23001 is what PostgreSQL 18 says of ON DELETE RESTRICT, 23503 of all other foreign keys.
  return (
    code === '23503' ||
    code === '23001' ||
    (code === 'SQLITE_CONSTRAINT' && message.includes('FOREIGN KEY constraint failed'))
  );
}

/**
 * The one place where a driver's error becomes the caller's. What the services did not expect stays what it is and
 * is answered as an internal error.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { code = '', name = '', message = '' } = error as DriverError;
  const away =
    AWAY.has(code) ||
    /^(08|57P|53)/.test(code) ||
    name === 'KnexTimeoutError' ||
    /Connection terminated|connection timeout|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|pool is draining|Unable to acquire a connection|^aborted$/i.test(
      message,
    );
  if (!away) {
    // What a service foresaw it has translated itself; this is a race with a delete or another create.
    if (violatesReference(error) || code === '23505' || message.includes('UNIQUE constraint failed')) {
      return new AppError(
        'conflict',
        'Something that the request builds on has just changed. Look again, then repeat it.',
        { cause: error },
      );
    }
    return error;
  }
  return new AppError(
    'database_unavailable',
    'The database cannot be reached at the moment. Try again shortly.',
    {
      retryAfter: 2,
      cause: error,
    },
  );
}
