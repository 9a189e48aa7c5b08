import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { NO_CONNECTION } from './errors.ts';

/** Why a database cannot be used, for the operator. */
export interface DatabaseFault {
  /** It may resolve itself: the database is starting, or the network or DNS is not up yet. */
  transient: boolean;
  /** What is wrong, then what to do. */
  sentence: string;
}

type Rule = (cause: Cause) => string;

interface Cause {
  code: string;
  message: string;
  /** The database's URL, without the password. */
  place: string;
}

const UNREACHABLE: Rule = ({ place, code }) =>
  `Cannot connect to ${place} (${code}). Start PostgreSQL, or correct DATABASE_URL.`;
const UNKNOWN_HOST: Rule = ({ place, code }) =>
  `The host name of ${place} cannot be resolved (${code}). Correct it in DATABASE_URL.`;
const LOGIN_REJECTED: Rule = ({ place, message }) =>
  `${place} rejected the login: ${message}. Correct the user and password in DATABASE_URL.`;

const TRANSIENT: readonly (readonly [test: RegExp, rule: Rule])[] = [
  [/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)$/, UNREACHABLE],
  [/^(ENOTFOUND|EAI_AGAIN)$/, UNKNOWN_HOST],
  [/^57P0[123]$/, ({ place, message }) => `${place} is starting up or shutting down: ${message}.`],
  [
    /^53300$/,
    ({ place }) => `${place} has no free connections. Raise its max_connections, or lower DATABASE_POOL_MAX.`,
  ],
  [/^08/, ({ place, message }) => `The connection to ${place} failed: ${message}.`],
  [
    /^SQLITE_BUSY$/,
    ({ place }) =>
      `${place} is locked: another process has been writing to it for too long. Stop it, then try again.`,
  ],
];

const PERMANENT: readonly (readonly [test: RegExp, rule: Rule])[] = [
  [/^28/, LOGIN_REJECTED],
  [
    /^3D000$/,
    ({ place, message }) => `${place}: ${message}. Create the database, or correct its name in DATABASE_URL.`,
  ],
  [/^42501$/, ({ place, message }) => `${place}: ${message}. Grant the user in DATABASE_URL this privilege.`],
  [/^25006$/, ({ place }) => `${place} is read-only. Set DATABASE_URL to the primary server.`],
  [/^53100$/, ({ place }) => `The disk of ${place} is full. Free some space there.`],
  [
    /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_)/,
    ({ place, message, code }) =>
      `The TLS certificate of ${place} is not trusted: ${message} (${code}). Correct sslmode or sslrootcert in DATABASE_URL.`,
  ],
  [/^SQLITE_CANTOPEN$/, ({ place }) => `${place} cannot be opened${whyNot(place)}.`],
  [
    /^(SQLITE_READONLY|SQLITE_PERM|SQLITE_AUTH)$/,
    ({ place }) =>
      `${place} cannot be written${whyNot(place)}. Make the file and its directory writable for this user.`,
  ],
  [/^SQLITE_NOTADB$/, ({ place }) => `${place} is not a SQLite database. Set DATABASE_URL to another file.`],
  [/^SQLITE_CORRUPT$/, ({ place }) => `${place} is corrupt. Restore it from a backup.`],
  [/^SQLITE_FULL$/, ({ place }) => `The disk that holds ${place} is full. Free some space there.`],
  [
    /^SQLITE_IOERR$/,
    ({ place }) => `${place} cannot be read or written: the disk reports an error, or is full.`,
  ],
];

/** Errors that can only be recognized by the driver's message. */
const BY_MESSAGE: readonly (readonly [test: RegExp, transient: boolean, rule: Rule])[] = [
  [
    /client password must be a (non-empty )?string|empty string/i,
    false,
    ({ place }) =>
      `${place} requires a password, and DATABASE_URL has none. Set it to postgres://USER:PASSWORD@HOST/NAME, or set PGPASSWORD.`,
  ],
  [/^SASL/, false, LOGIN_REJECTED],
  [
    /does not support SSL|error establishing an SSL/i,
    false,
    ({ place }) =>
      `${place} does not support TLS, which sslmode in DATABASE_URL requires. Enable TLS on the server, or change sslmode.`,
  ],
  [
    NO_CONNECTION,
    true,
    ({ place }) => `${place} did not respond in time. Start PostgreSQL, or correct DATABASE_URL.`,
  ],
];

/**
 * Explains an error of the database at `place` (its URL without password); undefined if the error is not about the
 * database.
 */
export function diagnoseDatabaseError(error: unknown, place: string): DatabaseFault | undefined {
  const {
    code: given,
    message = '',
    errors,
    syscall,
  } = error as {
    code?: string;
    message?: string;
    errors?: { code?: string }[];
    syscall?: string;
  };
  // A host name with several addresses fails with one error for each.
  const code = given ?? errors?.[0]?.code ?? '';
  // This one is about the address to listen on, not the database.
  if (syscall === 'listen') return undefined;
  const cause = { code, message, place };
  const find = (rules: readonly (readonly [RegExp, Rule])[]) => rules.find(([test]) => test.test(code))?.[1];
  const permanent = find(PERMANENT);
  if (permanent !== undefined) return { transient: false, sentence: permanent(cause) };
  const transient = find(TRANSIENT);
  if (transient !== undefined) return { transient: true, sentence: transient(cause) };
  const byMessage = BY_MESSAGE.find(([test]) => test.test(message));
  return byMessage && { transient: byMessage[1], sentence: byMessage[2](cause) };
}

/** SQLite does not say why, but the file system does. */
function whyNot(place: string): string {
  const file = place.replace(/^sqlite:/, '');
  try {
    if (statSync(dirname(file)).isDirectory() && statSync(file).isDirectory()) return ': it is a directory';
    return ': permission is denied';
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && path === dirname(file)) return `: the directory ${path} does not exist`;
    if (code === 'ENOTDIR') return `: ${dirname(file)} is not a directory`;
    return ': permission is denied';
  }
}
