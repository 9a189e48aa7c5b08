/**
 * Every setting there is: the one place to look for an environment variable. `valetkey doctor` prints this table
 * with the values in force, the README repeats it, and a test holds the two together.
 */
export interface SettingRow {
  env: string;
  /** What happens without it. */
  fallback: string;
  secret: boolean;
  why: string;
}

export interface Settings {
  host: string;
  port: number;
  publicUrl: string;
  databaseUrl: string;
  databasePoolMax: number;
  dataDir: string;
  masterKey: string | undefined;
  logLevel: string;
  production: boolean;
  shutdownTimeout: number;
  outboundAllow: string[];
  outboundProxy: string | undefined;
  outboundTimeout: number;
  webhookBodyLimit: number;
  webhookRate: number;
  webhookTenantRate: number;
  webhookRetention: number;
}

export const SETTINGS: Record<keyof Settings, SettingRow> = {
  host: { env: 'HOST', fallback: '127.0.0.1', secret: false, why: 'address to listen on' },
  port: { env: 'PORT', fallback: '8080', secret: false, why: 'port to listen on; 0 picks a free one' },
  publicUrl: {
    env: 'PUBLIC_URL',
    fallback: 'http://HOST:PORT',
    secret: false,
    why: 'address under which others reach this server; used in links and redirect URIs',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    fallback: 'sqlite:DATA_DIR/valetkey.db',
    secret: true,
    why: 'sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME',
  },
  databasePoolMax: {
    env: 'DATABASE_POOL_MAX',
    fallback: '10',
    secret: false,
    why: 'PostgreSQL connections this process may hold',
  },
  dataDir: {
    env: 'DATA_DIR',
    fallback: './.valetkey',
    secret: false,
    why: 'folder for the SQLite file and the generated master key',
  },
  masterKey: {
    env: 'MASTER_KEY',
    fallback: 'generated, kept in DATA_DIR/master-keys.json',
    secret: true,
    why: '32 bytes in base64; several separated by commas, the first wraps, the others only unwrap',
  },
  logLevel: {
    env: 'LOG_LEVEL',
    fallback: 'info',
    secret: false,
    why: 'fatal, error, warn, info, debug, trace or silent',
  },
  production: {
    env: 'NODE_ENV',
    fallback: 'development',
    secret: false,
    why: '`production` makes no demo tenant',
  },
  shutdownTimeout: {
    env: 'SHUTDOWN_TIMEOUT',
    fallback: '10',
    secret: false,
    why: 'seconds that requests in flight get to finish at shutdown',
  },
  outboundAllow: {
    env: 'OUTBOUND_ALLOW',
    fallback: 'none',
    secret: false,
    why: 'hosts and networks, separated by commas, that third-party URLs may name although they are not public or not https',
  },
  outboundProxy: {
    env: 'OUTBOUND_PROXY',
    fallback: 'none',
    secret: true,
    why: 'http://HOST:PORT of a proxy for calls to third parties',
  },
  outboundTimeout: {
    env: 'OUTBOUND_TIMEOUT',
    fallback: '30',
    secret: false,
    why: 'seconds that a third party gets to answer, and a caller waits for a refresh',
  },
  webhookBodyLimit: {
    env: 'WEBHOOK_BODY_LIMIT',
    fallback: '1048576',
    secret: false,
    why: 'bytes that the body of a webhook may have',
  },
  webhookRate: {
    env: 'WEBHOOK_RATE',
    fallback: '100',
    secret: false,
    why: 'events per second that a webhook takes, on average over ten seconds',
  },
  webhookTenantRate: {
    env: 'WEBHOOK_TENANT_RATE',
    fallback: '500',
    secret: false,
    why: 'events per second that all webhooks of a tenant take together',
  },
  webhookRetention: {
    env: 'WEBHOOK_RETENTION',
    fallback: '30',
    secret: false,
    why: 'days for which events and their deliveries are kept',
  },
};
