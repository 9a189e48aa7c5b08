import { resolve } from 'node:path';
import { withoutTrailing } from '../system/trailing.ts';
import { SETTINGS, type Settings } from './settings.ts';
import { readSources, type Environment } from './sources.ts';
import { settingFaults } from './validate.ts';

/** One or more settings are invalid. The message names each variable and what it should be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** The names of the settings with this type of value. */
type NameOf<Value> = {
  [Name in keyof Settings]: Settings[Name] extends Value ? Name : never;
}[keyof Settings];

/**
 * Reads and validates every setting. An empty variable counts as unset, as in most shells and orchestrators.
 * @throws SettingsError naming all invalid variables at once, without the values of secrets.
 */
export function loadSettings(environment: Environment): Settings {
  const { values, faults } = readSources(environment);
  const read = (name: keyof Settings): string | undefined => values[SETTINGS[name].env] || undefined;
  const text = (name: NameOf<string>): string => read(name) ?? SETTINGS[name].default;
  const list = (name: NameOf<string[]>): string[] => entriesOf(read(name)) ?? [...SETTINGS[name].default];
  const integer = (name: NameOf<number>): number => {
    const given = read(name);
    const { env, default: initial, min, max } = SETTINGS[name];
    if (given === undefined) return initial;
    const value = Number(given);
    if (/^\d+$/.test(given) && value >= min && value <= max) return value;
    faults.push(`${env} must be a whole number from ${min} to ${max}, not "${given}".`);
    return initial;
  };

  const host = text('host');
  const port = integer('port');
  const dataDir = resolve(text('dataDir'));
  const path = (name: 'providersDir' | 'sendersDir' | 'brandLogo' | 'bootstrapApiKeyFile') => {
    const given = read(name);
    return given === undefined ? undefined : resolve(given);
  };
  const url = (name: 'publicUrl' | 'databaseUrl'): string =>
    read(name) ??
    filledIn(SETTINGS[name].default, {
      HOST: host.includes(':') ? `[${host}]` : host,
      PORT: String(port),
      DATA_DIR: dataDir,
    });
  const settings: Settings = {
    host,
    port,
    publicUrl: withoutTrailing(url('publicUrl'), '/'),
    trustedProxies: list('trustedProxies'),
    clientCertificateHeader: read('clientCertificateHeader'),
    databaseUrl: url('databaseUrl'),
    databasePoolMax: integer('databasePoolMax'),
    databaseWait: integer('databaseWait'),
    databasePooler: text('databasePooler'),
    dataDir,
    providersDir: path('providersDir'),
    sendersDir: path('sendersDir'),
    masterKey: read('masterKey'),
    logLevel: text('logLevel'),
    production: read('production') === 'production',
    shutdownTimeout: integer('shutdownTimeout'),
    outboundAllow: list('outboundAllow'),
    outboundProxy: read('outboundProxy'),
    outboundTimeout: integer('outboundTimeout'),
    webhookBodyLimit: integer('webhookBodyLimit'),
    webhookRate: integer('webhookRate'),
    webhookTenantRate: integer('webhookTenantRate'),
    webhookRetention: integer('webhookRetention'),
    brandName: text('brandName'),
    brandColor: read('brandColor'),
    brandLogo: path('brandLogo'),
    bootstrapTenant: read('bootstrapTenant'),
    bootstrapOwnerEmail: read('bootstrapOwnerEmail'),
    bootstrapApiKeyFile: path('bootstrapApiKeyFile'),
  };
  faults.push(...settingFaults(settings));
  if (faults.length > 0) throw new SettingsError(faults.join('\n'));
  return settings;
}

/** A default with the values of the settings that it names. */
function filledIn(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/[A-Z_]+/g, (name) => values[name]!);
}

function entriesOf(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
