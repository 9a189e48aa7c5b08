import { AppError } from '../errors.ts';

interface DriverError {
  code?: string;
  message?: string;
  name?: string;
  table?: string;
  constraint?: string;
}

/** read_only_sql_transaction: a standby after a failover. */
const READ_ONLY = '25006';

const RETRYABLE = new Set(['40001', '40P01', READ_ONLY]);

/** The messages of pg, its pool and Knex if there is no connection, or none in time. These errors have no code. */
export const NO_CONNECTION =
  /Connection terminated|connection timeout|timeout expired|timeout exceeded when trying to connect|Unable to acquire a connection|Timeout acquiring a connection/i;

/** Unavailable, overloaded or read-only: not the caller's fault, and a retry may succeed. */
const UNAVAILABLE = new Set([
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
  READ_ONLY,
  '3D000', // invalid_catalog_name: being restored
  '55P03', // lock_not_available
]);

/**
 * A deadlock victim, a serialization failure, or a connection to a server that is a standby now: the same transaction may
 * succeed if it is run again.
 */
export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has((error as DriverError).code ?? '');
}

/** A standby refused to write. */
export function isReadOnly(error: unknown): boolean {
  return (error as DriverError).code === READ_ONLY;
}

/** Why a database that responds does not accept writes. */
export type WriteRefusal = 'read-only' | 'full' | 'damaged';

const REFUSALS: Readonly<Record<string, WriteRefusal>> = {
  [READ_ONLY]: 'read-only',
  SQLITE_READONLY: 'read-only',
  '53100': 'full',
  SQLITE_FULL: 'full',
  SQLITE_IOERR: 'damaged',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_NOTADB: 'damaged',
};

/** @returns undefined if the error has another cause, such as a lock */
export function writeRefusal(error: unknown): WriteRefusal | undefined {
  return REFUSALS[(error as DriverError).code ?? ''];
}

/** True if `error` means that a row with the same `columns` already exists in `table`. */
export function violatesUnique(error: unknown, table: string, columns: readonly string[]): boolean {
  const { code, message = '', constraint } = error as DriverError;
  if (code === '23505') return constraint === uniqueName(table, columns);
  return (
    code === 'SQLITE_CONSTRAINT' &&
    message.includes(`UNIQUE constraint failed: ${columns.map((column) => `${table}.${column}`).join(', ')}`)
  );
}

/** Like `violatesUnique`, for a primary key. */
export function violatesPrimaryKey(error: unknown, table: string, columns: readonly string[]): boolean {
  return (error as DriverError).constraint === `${table}_pkey` || violatesUnique(error, table, columns);
}

/** The name that migrations give a unique key, so that PostgreSQL's errors include it. */
export function uniqueName(table: string, columns: readonly string[]): string {
  return `${table}_${columns.join('_')}_unique`;
}

/** True if a referenced row is missing, or a row being deleted is still referenced. */
export function violatesReference(error: unknown): boolean {
  const { code, message = '' } = error as DriverError;
  // PostgreSQL 18 reports 23001 for ON DELETE RESTRICT, and 23503 for all other foreign keys.
  return (
    code === '23503' ||
    code === '23001' ||
    (code === 'SQLITE_CONSTRAINT' && message.includes('FOREIGN KEY constraint failed'))
  );
}

/**
 * The only place where a driver error becomes an error for the caller. Errors that no service expected are returned
 * unchanged and become internal errors.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { code = '', name = '', message = '' } = error as DriverError;
  const unavailable =
    UNAVAILABLE.has(code) ||
    /^(08|57P|53)/.test(code) ||
    name === 'KnexTimeoutError' ||
    NO_CONNECTION.test(message) ||
    /Query read timeout|Client has encountered a connection error|pool is draining|^aborted$/i.test(message);
  if (!unavailable) {
    // Services translate the violations they expect; this one is a race with a delete or another create.
    if (violatesReference(error) || code === '23505' || message.includes('UNIQUE constraint failed')) {
      return new AppError(
        'conflict',
        'A resource that the request depends on has just changed. Fetch it again, then retry.',
        { cause: error },
      );
    }
    return error;
  }
  return new AppError('database_unavailable', 'The database is temporarily unavailable. Retry shortly.', {
    retryAfter: 2,
    cause: error,
  });
}
