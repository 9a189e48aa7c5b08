import ipaddr from 'ipaddr.js';
import { resolve } from 'node:path';
import { SETTINGS, type Settings } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** One or more settings are wrong; the message names each variable and what it should be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads and checks every setting. An empty variable counts as absent, as most shells and orchestrators mean it.
 * @throws SettingsError naming every wrong variable at once, never its value when it is a secret.
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
    publicUrl: (read('publicUrl') ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(
      /\/+$/,
      '',
    ),
    databaseUrl: read('databaseUrl') ?? `sqlite:${dataDir}/valetkey.db`,
    databasePoolMax: integer('databasePoolMax', 10, 2, 1000),
    dataDir,
    masterKey: read('masterKey'),
    logLevel: read('logLevel') ?? 'info',
    production: read('production') === 'production',
    shutdownTimeout: integer('shutdownTimeout', 10, 0, 3600),
    outboundAllow: (read('outboundAllow') ?? '')
      .split(',')
      .map((rule) => rule.trim())
      .filter((rule) => rule !== ''),
    outboundProxy: read('outboundProxy'),
    outboundTimeout: integer('outboundTimeout', 30, 1, 120),
    webhookBodyLimit: integer('webhookBodyLimit', 1_048_576, 1, 26_214_400),
    webhookRate: integer('webhookRate', 100, 1, 100_000),
    webhookTenantRate: integer('webhookTenantRate', 500, 1, 100_000),
    webhookRetention: integer('webhookRetention', 30, 1, 3650),
  };

  if (!/^(sqlite:.|postgres(ql)?:\/\/.)/.test(settings.databaseUrl)) {
    faults.push(
      'DATABASE_URL must begin with sqlite: or postgres:// (its value is not shown: it may hold a password).',
    );
  }
  if (!LOG_LEVELS.includes(settings.logLevel)) {
    faults.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${settings.logLevel}".`);
  }
  // Cookies are for the whole host, and discovery documents lie at its root.
  if (!isHttpUrl(settings.publicUrl) || new URL(settings.publicUrl).pathname !== '/') {
    faults.push(
      `PUBLIC_URL must be an http or https URL without path, query or fragment, not "${settings.publicUrl}".`,
    );
  }
  for (const rule of settings.outboundAllow.filter((text) => !isAllowRule(text))) {
    faults.push(`OUTBOUND_ALLOW holds "${rule}", which is neither a host, an address nor a network.`);
  }
  if (
    settings.outboundProxy !== undefined &&
    !isHttpUrl(settings.outboundProxy.replace(/\/\/[^@/]*@/, '//'))
  ) {
    faults.push(
      'OUTBOUND_PROXY must be an http or https URL (its value is not shown: it may hold a password).',
    );
  }
  if (faults.length > 0) throw new SettingsError(faults.join('\n'));
  return settings;
}

/** The settings in force, for `valetkey doctor`: secrets are only said to be set or not. */
export function describeSettings(settings: Settings): { env: string; value: string; why: string }[] {
  return (Object.keys(SETTINGS) as (keyof Settings)[]).map((name) => {
    const row = SETTINGS[name];
    const value = settings[name];
    if (name === 'production')
      return { env: row.env, value: value ? 'production' : 'development', why: row.why };
    if (name === 'databaseUrl')
      return { env: row.env, value: withoutPassword(settings.databaseUrl), why: row.why };
    if (row.secret)
      return { env: row.env, value: value === undefined ? `(${row.fallback})` : '(set)', why: row.why };
    const shown = Array.isArray(value) ? value.join(',') : String(value);
    return { env: row.env, value: shown === '' ? `(${row.fallback})` : shown, why: row.why };
  });
}

function withoutPassword(url: string): string {
  if (url.startsWith('sqlite:')) return url;
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return '(not a URL)';
  }
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
