import ipaddr from 'ipaddr.js';
import { resolve } from 'node:path';
import { withoutTrailing } from '../system/trailing.ts';
import { SETTINGS, type Settings } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** One or more settings are invalid. The message names each variable and what it should be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads and validates every setting. An empty variable counts as unset, as in most shells and orchestrators.
 * @throws SettingsError naming all invalid variables at once, without the values of secrets.
 */
export function loadSettings(environment: Environment): Settings {
  const faults: string[] = [];
  const read = (name: keyof Settings): string | undefined => environment[SETTINGS[name].env] || undefined;
  const integer = (name: keyof Settings, fallback: number, least: number, most: number): number => {
    const text = read(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    faults.push(`${SETTINGS[name].env} must be a whole number from ${least} to ${most}, not "${text}".`);
    return fallback;
  };

  const host = read('host') ?? '127.0.0.1';
  const port = integer('port', 8080, 0, 65535);
  const dataDir = resolve(read('dataDir') ?? './.valetkey');
  const settings: Settings = {
    host,
    port,
    publicUrl: withoutTrailing(
      read('publicUrl') ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      '/',
    ),
    trustedProxies: list(read('trustedProxies')),
    databaseUrl: read('databaseUrl') ?? `sqlite:${dataDir}/valetkey.db`,
    databasePoolMax: integer('databasePoolMax', 10, 2, 1000),
    dataDir,
    masterKey: read('masterKey'),
    logLevel: read('logLevel') ?? 'info',
    production: read('production') === 'production',
    databaseWait: integer('databaseWait', 30, 0, 3600),
    shutdownTimeout: integer('shutdownTimeout', 10, 0, 3600),
    outboundAllow: list(read('outboundAllow')),
    outboundProxy: read('outboundProxy'),
    outboundTimeout: integer('outboundTimeout', 30, 1, 120),
    webhookBodyLimit: integer('webhookBodyLimit', 1_048_576, 1, 26_214_400),
    webhookRate: integer('webhookRate', 100, 1, 100_000),
    webhookTenantRate: integer('webhookTenantRate', 500, 1, 100_000),
    webhookRetention: integer('webhookRetention', 30, 1, 3650),
  };

  if (!/^(sqlite:.|postgres(ql)?:\/\/.)/.test(settings.databaseUrl)) {
    faults.push(
      'DATABASE_URL must begin with sqlite: or postgres:// (value hidden: it may contain a password).',
    );
  }
  if (!LOG_LEVELS.includes(settings.logLevel)) {
    faults.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${settings.logLevel}".`);
  }
  // Cookies are scoped to the whole host, and discovery documents are served at its root.
  if (!isHttpUrl(settings.publicUrl) || new URL(settings.publicUrl).pathname !== '/') {
    faults.push(
      `PUBLIC_URL must be an http or https URL without path, query or fragment, not "${settings.publicUrl}".`,
    );
  }
  for (const proxy of settings.trustedProxies.filter((text) => !isProxy(text))) {
    faults.push(
      `TRUSTED_PROXIES contains "${proxy}", which is not an IP address, a network such as 10.0.0.0/8, loopback, linklocal or uniquelocal.`,
    );
  }
  for (const rule of settings.outboundAllow.filter((text) => !isAllowRule(text))) {
    faults.push(`OUTBOUND_ALLOW contains "${rule}", which is not a host, an IP address or a network.`);
  }
  if (
    settings.outboundProxy !== undefined &&
    !isHttpUrl(settings.outboundProxy.replace(/\/\/[^@/]*@/, '//'))
  ) {
    faults.push('OUTBOUND_PROXY must be an http or https URL (value hidden: it may contain a password).');
  }
  if (faults.length > 0) throw new SettingsError(faults.join('\n'));
  return settings;
}

/** The settings in effect, for `valetkey doctor`. Secrets are only shown as set or not. */
export function describeSettings(settings: Settings): { env: string; value: string; description: string }[] {
  return (Object.keys(SETTINGS) as (keyof Settings)[]).map((name) => {
    const row = SETTINGS[name];
    const value = settings[name];
    if (name === 'production')
      return { env: row.env, value: value ? 'production' : 'development', description: row.description };
    if (name === 'databaseUrl')
      return { env: row.env, value: databasePlace(settings), description: row.description };
    if (row.secret)
      return {
        env: row.env,
        value: value === undefined ? `(${row.fallback})` : '(set)',
        description: row.description,
      };
    const shown = Array.isArray(value) ? value.join(',') : String(value);
    return { env: row.env, value: shown === '' ? `(${row.fallback})` : shown, description: row.description };
  });
}

/** The path of the SQLite file; undefined for PostgreSQL. */
export function sqliteFile({ databaseUrl }: Settings): string | undefined {
  return databaseUrl.startsWith('sqlite:') ? resolve(databaseUrl.slice('sqlite:'.length)) : undefined;
}

/** The database's URL without user and password. */
export function databasePlace(settings: Settings): string {
  const file = sqliteFile(settings);
  if (file !== undefined) return `sqlite:${file}`;
  try {
    const { protocol, host, pathname } = new URL(settings.databaseUrl);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return '(not a URL)';
  }
}

function list(text = ''): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/**
 * What Express accepts for `trust proxy`. A /0 network would trust the X-Forwarded-For of any client, so it is
 * rejected.
 */
function isProxy(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  if (address.includes('%')) return false;
  return bits === undefined || (more.length === 0 && ipaddr.isValidCIDR(text) && Number(bits) > 0);
}

/** `host`, `*.example.com`, `host:port`, an IP address or a network. */
function isAllowRule(text: string): boolean {
  if (text.includes('/')) return ipaddr.isValidCIDR(text);
  return ipaddr.isValid(text) || /^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i.test(text);
}

function isHttpUrl(text: string): boolean {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '';
  } catch {
    return false;
  }
}
