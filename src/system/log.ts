import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/**
 * Field names under which a secret might reach the log by mistake. Log calls list their fields one by one and none is a
 * secret; this is a safety net.
 */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'password',
  'client_secret',
  'api_key',
  'access_token',
  'refresh_token',
  'passphrase',
  'master_key',
];

/** Logs JSON lines to standard output (or `destination`), with times in RFC 3339. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[redacted]',
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * An error for the log: name, code, message and stack. The other properties of a database driver's error can contain
 * stored values.
 */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error).slice(0, 200) };
  const { name, message, stack } = error;
  return { name, code: (error as { code?: string }).code, message, stack };
}
