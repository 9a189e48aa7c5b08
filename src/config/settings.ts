/**
 * Every setting: the one place to look for an environment variable. `valetkey doctor` prints this table with the values
 * in effect, docs/operating.md lists it, and a test compares the two.
 */
export interface SettingRow {
  env: string;
  /** The default, as shown to people. */
  fallback: string;
  secret: boolean;
  description: string;
}

export interface Settings {
  host: string;
  port: number;
  publicUrl: string;
  trustedProxies: string[];
  databaseUrl: string;
  databasePoolMax: number;
  databaseWait: number;
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
  host: { env: 'HOST', fallback: '127.0.0.1', secret: false, description: 'address to listen on' },
  port: {
    env: 'PORT',
    fallback: '8080',
    secret: false,
    description: 'port to listen on; 0 picks a free one',
  },
  publicUrl: {
    env: 'PUBLIC_URL',
    fallback: 'http://HOST:PORT',
    secret: false,
    description: 'public URL of this server, used in links and redirect URIs',
  },
  trustedProxies: {
    env: 'TRUSTED_PROXIES',
    fallback: 'none',
    secret: false,
    description:
      'reverse proxies whose X-Forwarded-For header is trusted: addresses, networks, `loopback`, `linklocal` or `uniquelocal`, separated by commas',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    fallback: 'sqlite:DATA_DIR/valetkey.db',
    secret: true,
    description: 'sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME',
  },
  databasePoolMax: {
    env: 'DATABASE_POOL_MAX',
    fallback: '10',
    secret: false,
    description: 'maximum number of PostgreSQL connections of this process',
  },
  databaseWait: {
    env: 'DATABASE_WAIT',
    fallback: '30',
    secret: false,
    description: 'seconds that `serve` waits for PostgreSQL to become available',
  },
  dataDir: {
    env: 'DATA_DIR',
    fallback: './.valetkey',
    secret: false,
    description: 'directory for the SQLite file and the generated master key',
  },
  masterKey: {
    env: 'MASTER_KEY',
    fallback: 'generated, stored in DATA_DIR/master-keys.json',
    secret: true,
    description:
      '32 bytes in base64, or several keys separated by commas: the first encrypts, the others only decrypt',
  },
  logLevel: {
    env: 'LOG_LEVEL',
    fallback: 'info',
    secret: false,
    description: 'fatal, error, warn, info, debug, trace or silent',
  },
  production: {
    env: 'NODE_ENV',
    fallback: 'development',
    secret: false,
    description: 'in `production`, no demo tenant is created',
  },
  shutdownTimeout: {
    env: 'SHUTDOWN_TIMEOUT',
    fallback: '10',
    secret: false,
    description:
      'seconds that in-flight requests have to finish at shutdown; calls already sent to a provider have longer',
  },
  outboundAllow: {
    env: 'OUTBOUND_ALLOW',
    fallback: 'none',
    secret: false,
    description:
      'hosts and networks, separated by commas, that outbound requests may use even if they are private or plain http',
  },
  outboundProxy: {
    env: 'OUTBOUND_PROXY',
    fallback: 'none',
    secret: true,
    description: 'http://HOST:PORT of a proxy for outbound requests',
  },
  outboundTimeout: {
    env: 'OUTBOUND_TIMEOUT',
    fallback: '30',
    secret: false,
    description: 'seconds to wait for the response to an outbound request, and for a token refresh',
  },
  webhookBodyLimit: {
    env: 'WEBHOOK_BODY_LIMIT',
    fallback: '1048576',
    secret: false,
    description: 'maximum size of a webhook body in bytes',
  },
  webhookRate: {
    env: 'WEBHOOK_RATE',
    fallback: '100',
    secret: false,
    description: 'maximum events per second for each webhook, averaged over ten seconds',
  },
  webhookTenantRate: {
    env: 'WEBHOOK_TENANT_RATE',
    fallback: '500',
    secret: false,
    description: 'maximum events per second for all webhooks of a tenant together',
  },
  webhookRetention: {
    env: 'WEBHOOK_RETENTION',
    fallback: '30',
    secret: false,
    description: 'days to keep events and their deliveries',
  },
};
