import { resolve } from 'node:path';
import { defaultText, SETTINGS, type Settings } from './settings.ts';

/** The settings in effect, for `valetkey doctor`. Secrets are only shown as set or not. */
export function describeSettings(settings: Settings): { env: string; value: string; description: string }[] {
  return (Object.keys(SETTINGS) as (keyof Settings)[]).map((name) => {
    const { env, description } = SETTINGS[name];
    return { env, value: shownValue(settings, name), description };
  });
}

function shownValue(settings: Settings, name: keyof Settings): string {
  const value = settings[name];
  if (name === 'production') return value ? 'production' : 'development';
  if (name === 'databaseUrl') return databasePlace(settings);
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return `(${defaultText(name)})`;
  if (SETTINGS[name].secret) return '(set)';
  return Array.isArray(value) ? value.join(',') : String(value);
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
