export interface Settings {
  host: string;
  port: number;
  publicUrl: string;
  trustedProxies: string[];
  clientCertificateHeader: string | undefined;
  databaseUrl: string;
  databasePoolMax: number;
  databaseWait: number;
  databasePooler: string;
  dataDir: string;
  /** Absolute. */
  providersDir: string | undefined;
  sendersDir: string | undefined;
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
  brandName: string;
  brandColor: string | undefined;
  /** Absolute. */
  brandLogo: string | undefined;
  bootstrapTenant: string | undefined;
  bootstrapOwnerEmail: string | undefined;
  /** Absolute. */
  bootstrapApiKeyFile: string | undefined;
}

/** What a setting means and what it is by default. */
interface SettingRow<Value> {
  env: string;
  /** The value if the variable is not set. In a URL, names of other settings stand for their values. */
  default: Value;
  /** The default as shown to people, unless it is shown as it is. */
  defaultText?: string;
  secret: boolean;
  description: string;
}

type RowOf<Value> = SettingRow<Value> & (Value extends number ? { min: number; max: number } : unknown);

/**
 * Every setting: the one place to look for an environment variable and its default. `valetkey doctor` prints this table
 * with the values in effect, docs/operating.md lists it, and a test compares the two.
 */
export const SETTINGS: { readonly [Name in keyof Settings]: RowOf<Settings[Name]> } = {
  host: { env: 'HOST', default: '127.0.0.1', secret: false, description: 'address to listen on' },
  port: {
    env: 'PORT',
    default: 8080,
    min: 0,
    max: 65535,
    secret: false,
    description: 'port to listen on; 0 picks a free one',
  },
  publicUrl: {
    env: 'PUBLIC_URL',
    default: 'http://HOST:PORT',
    secret: false,
    description: 'public URL of this server, used in links and redirect URIs',
  },
  trustedProxies: {
    env: 'TRUSTED_PROXIES',
    default: [],
    defaultText: 'none',
    secret: false,
    description:
      'reverse proxies whose X-Forwarded-For header is trusted: addresses, networks, `loopback`, `linklocal` or `uniquelocal`, separated by commas',
  },
  clientCertificateHeader: {
    env: 'CLIENT_CERTIFICATE_HEADER',
    default: undefined,
    defaultText: 'none',
    secret: false,
    description: "header in which trusted proxies pass on a sender's TLS certificate",
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    default: 'sqlite:DATA_DIR/valetkey.db',
    secret: true,
    description: 'sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME',
  },
  databasePoolMax: {
    env: 'DATABASE_POOL_MAX',
    default: 10,
    min: 3,
    max: 1000,
    secret: false,
    description: 'maximum number of PostgreSQL connections of this process',
  },
  databaseWait: {
    env: 'DATABASE_WAIT',
    default: 30,
    min: 0,
    max: 3600,
    secret: false,
    description: 'seconds that `serve` waits for PostgreSQL to become available',
  },
  databasePooler: {
    env: 'DATABASE_POOLER',
    default: 'none',
    secret: false,
    description: '`transaction` behind a pooler that assigns connections by transaction, such as PgBouncer',
  },
  dataDir: {
    env: 'DATA_DIR',
    default: './.valetkey',
    secret: false,
    description: 'directory for the SQLite file and the generated master key',
  },
  providersDir: {
    env: 'PROVIDERS_DIR',
    default: undefined,
    defaultText: 'none',
    secret: false,
    description:
      'directory with more providers, one JSON file each; they replace those of the catalog with the same name',
  },
  sendersDir: {
    env: 'SENDERS_DIR',
    default: undefined,
    defaultText: 'none',
    secret: false,
    description:
      'directory with more sender presets, one JSON file each; they replace built-in ones with the same name',
  },
  masterKey: {
    env: 'MASTER_KEY',
    default: undefined,
    defaultText: 'generated, stored in DATA_DIR/master-keys.json',
    secret: true,
    description:
      '32 bytes in base64, or several keys separated by commas: the first encrypts, the others only decrypt',
  },
  logLevel: {
    env: 'LOG_LEVEL',
    default: 'info',
    secret: false,
    description: 'fatal, error, warn, info, debug, trace or silent',
  },
  production: {
    env: 'NODE_ENV',
    default: false,
    defaultText: 'development',
    secret: false,
    description: 'in `production`, no demo tenant is created',
  },
  shutdownTimeout: {
    env: 'SHUTDOWN_TIMEOUT',
    default: 10,
    min: 0,
    max: 3600,
    secret: false,
    description:
      'seconds that in-flight requests have to finish at shutdown; calls already sent to a provider have longer',
  },
  outboundAllow: {
    env: 'OUTBOUND_ALLOW',
    default: [],
    defaultText: 'none',
    secret: false,
    description:
      'hosts and networks, separated by commas, that outbound requests may use even if they are private or plain http',
  },
  outboundProxy: {
    env: 'OUTBOUND_PROXY',
    default: undefined,
    defaultText: 'none',
    secret: true,
    description: 'http://HOST:PORT of a proxy for outbound requests',
  },
  outboundTimeout: {
    env: 'OUTBOUND_TIMEOUT',
    default: 30,
    min: 1,
    max: 120,
    secret: false,
    description: 'seconds to wait for the response to an outbound request, and for a token refresh',
  },
  webhookBodyLimit: {
    env: 'WEBHOOK_BODY_LIMIT',
    default: 1_048_576,
    min: 1,
    max: 26_214_400,
    secret: false,
    description: 'maximum size of a webhook body in bytes',
  },
  webhookRate: {
    env: 'WEBHOOK_RATE',
    default: 100,
    min: 1,
    max: 100_000,
    secret: false,
    description: 'maximum events per second for each webhook, averaged over ten seconds',
  },
  webhookTenantRate: {
    env: 'WEBHOOK_TENANT_RATE',
    default: 500,
    min: 1,
    max: 100_000,
    secret: false,
    description: 'maximum events per second for all webhooks of a tenant together, averaged over ten seconds',
  },
  webhookRetention: {
    env: 'WEBHOOK_RETENTION',
    default: 30,
    min: 1,
    max: 3650,
    secret: false,
    description: 'days to keep events and their deliveries',
  },
  brandName: {
    env: 'BRAND_NAME',
    default: 'Valetkey',
    secret: false,
    description: 'name of the platform on the pages for signing in and authorizing apps',
  },
  brandColor: {
    env: 'BRAND_COLOR',
    default: undefined,
    defaultText: '#1459b8',
    secret: false,
    description: 'color of buttons and links on these pages, such as #0a7d55',
  },
  brandLogo: {
    env: 'BRAND_LOGO',
    default: undefined,
    defaultText: 'none',
    secret: false,
    description: 'PNG, JPEG, WebP or SVG file with the logo on these pages',
  },
  bootstrapTenant: {
    env: 'BOOTSTRAP_TENANT',
    default: undefined,
    defaultText: 'none',
    secret: false,
    description: 'name of a tenant that `serve` creates if the database has none',
  },
  bootstrapOwnerEmail: {
    env: 'BOOTSTRAP_OWNER_EMAIL',
    default: undefined,
    defaultText: 'none',
    secret: false,
    description: 'email address of the owner of that tenant',
  },
  bootstrapApiKeyFile: {
    env: 'BOOTSTRAP_API_KEY_FILE',
    default: undefined,
    defaultText: 'none',
    secret: false,
    description:
      'file to which an API key of that owner is written; it must not exist before the tenant does',
  },
};

/** The variables of all settings. */
export function settingNames(): string[] {
  return Object.values(SETTINGS).map(({ env }) => env);
}

/** The settings whose value is secret, or may contain a password. */
export function secretSettings(): { env: string }[] {
  return Object.values(SETTINGS).filter(({ secret }) => secret);
}

/** The default of a setting, as shown to people. */
export function defaultText(name: keyof Settings): string {
  return SETTINGS[name].defaultText ?? String(SETTINGS[name].default);
}
