import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { masterKeyFile } from '../app/platform.ts';
import { describeSettings, loadSettings, type Environment, type Settings } from '../config/index.ts';
import {
  masterKeysFromFile,
  masterKeysFromSetting,
  missingMasterKey,
  type MasterKeys,
} from '../crypto/index.ts';
import { connect, pendingMigrations, type Database } from '../db/index.ts';
import { masterKeyUse, neededMasterKeys } from '../tenants/index.ts';
import type { CommandIo } from './io.ts';

interface KeyReport {
  id: string;
  current: boolean;
  /** Without it the server does not start: it wraps tenants' keys, or the database was claimed with it. */
  needed: boolean;
  tenant_keys: number;
}

/** Says what is set, without secrets, and whether it works. Looks only: makes no key, no file, no table. */
export function doctorCommand(io: CommandIo, environment: Environment): Command {
  return new Command('doctor')
    .description(
      'Print the settings in force, without secrets, and check the database and the master keys. Changes nothing.',
    )
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const settings = loadSettings(environment);
      const rows = describeSettings(settings);
      if (json !== true) io.stdout(table(rows));
      const { dialect, pending, masterKeys } = await look(settings);
      if (json === true)
        io.stdout(
          `${JSON.stringify({ settings: rows, database: dialect, pending_migrations: pending, master_keys: masterKeys })}\n`,
        );
      else io.stdout(report(dialect, pending, masterKeys));
    });
}

async function look(
  settings: Settings,
): Promise<{ dialect: string; pending: string[]; masterKeys: KeyReport[] }> {
  const file = settings.databaseUrl.startsWith('sqlite:')
    ? settings.databaseUrl.slice('sqlite:'.length)
    : undefined;
  if (settings.masterKey !== undefined) masterKeysFromSetting(settings.masterKey);
  // Opening it would make it.
  if (file !== undefined && !existsSync(file))
    return { dialect: 'sqlite', pending: ['everything: there is no database file yet'], masterKeys: [] };
  const database = connect({ url: settings.databaseUrl, poolMax: settings.databasePoolMax });
  try {
    const pending = await pendingMigrations(database);
    const masterKeys = pending.length > 0 ? [] : await lookAtKeys(settings, database);
    return { dialect: database.dialect, pending, masterKeys };
  } finally {
    await database.close();
  }
}

/** @throws MasterKeyError when a key that the database needs is missing */
async function lookAtKeys(settings: Settings, database: Database): Promise<KeyReport[]> {
  const needed = await neededMasterKeys(database);
  const keys = findKeys(settings, needed);
  if (keys === undefined) return [];
  const missing = needed.filter((id) => keys.find(id) === undefined);
  if (missing.length > 0) throw missingMasterKey(missing, keys);
  const use = new Map((await masterKeyUse(database)).map(({ id, keys: count }) => [id, count]));
  return keys.ids().map((id, index) => ({
    id,
    current: index === 0,
    needed: needed.includes(id),
    tenant_keys: use.get(id) ?? 0,
  }));
}

function findKeys(settings: Settings, needed: string[]): MasterKeys | undefined {
  if (settings.masterKey !== undefined) return masterKeysFromSetting(settings.masterKey);
  const file = masterKeyFile(settings);
  return needed.length === 0 && !existsSync(file) ? undefined : masterKeysFromFile(file, needed);
}

function table(rows: { env: string; value: string; why: string }[]): string {
  const width = Math.max(...rows.map(({ env }) => env.length));
  return rows.map(({ env, value, why }) => `${env.padEnd(width)}  ${value}  (${why})\n`).join('');
}

function report(dialect: string, pending: string[], keys: KeyReport[]): string {
  const schema =
    pending.length === 0 ? 'its schema is up to date' : `it waits for migrations: ${pending.join(', ')}`;
  const lines = keys.map(({ id, current, needed, tenant_keys }) => {
    const spare = needed || current ? '' : ', so it can go';
    return `Master key ${id}: ${current ? 'current, ' : ''}wraps ${tenant_keys} tenant keys${spare}.\n`;
  });
  return `\nThe database (${dialect}) answers, and ${schema}.\n${lines.join('')}`;
}
