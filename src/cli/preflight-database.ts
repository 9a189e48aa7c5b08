import { existsSync } from 'node:fs';
import { masterKeyFile } from '../app/find-master-keys.ts';
import { databasePlace, sqliteFile, type Settings } from '../config/index.ts';
import {
  masterKeysFromFile,
  masterKeysFromSetting,
  missingMasterKey,
  type MasterKeys,
} from '../crypto/index.ts';
import { latest } from '../db/all-tenants.ts';
import {
  assertWritable,
  connect,
  diagnoseDatabaseError,
  MIGRATION_NAMES,
  pendingMigrations,
  platformDb,
  readNow,
  sqliteDamage,
  type Database,
} from '../db/index.ts';
import { masterKeyUse, requiredMasterKeys } from '../tenants/index.ts';
import { failed, ok, warning, type Check } from './preflight.ts';

interface KeyReport {
  id: string;
  current: boolean;
  /** Whether the server needs this key to start: it wraps tenants' keys, or the database was claimed with it. */
  needed: boolean;
  tenant_keys: number;
}

export interface DatabaseReport {
  dialect: string;
  /** False if the first start will create the SQLite file. */
  exists: boolean;
  pending: string[];
  masterKeys: KeyReport[];
  checks: Check[];
}

/** Checks the database without creating or changing anything. */
export async function checkDatabase(settings: Settings): Promise<DatabaseReport> {
  const file = sqliteFile(settings);
  const place = databasePlace(settings);
  const dialect = file === undefined ? 'postgres' : 'sqlite';
  const exists = file === undefined || existsSync(file);
  const report: DatabaseReport = { dialect, exists, pending: [], masterKeys: [], checks: [] };
  const { checks } = report;
  if (settings.masterKey !== undefined)
    await attempt(checks, 'master_keys', place, () => void masterKeysFromSetting(settings.masterKey!));
  // Opening the file would create it.
  if (!exists) {
    report.pending = [...MIGRATION_NAMES];
    checks.push(ok('database', `${place} does not exist yet; the first start creates it`));
    return report;
  }
  const database = connect({
    url: settings.databaseUrl,
    poolMax: settings.databasePoolMax,
    pooler: settings.databasePooler,
  });
  try {
    await attempt(checks, 'database', place, async () => {
      report.pending = await pendingMigrations(database);
      await assertWritable(database, report.pending.length === 0);
      checks.push(ok('database', `${place} is reachable and writable`));
    });
    if (checks.some(({ status }) => status === 'error')) return report;
    if (dialect === 'sqlite') await attempt(checks, 'file', place, () => checkFile(database, checks));
    await attempt(
      checks,
      'clock',
      place,
      async () => void checks.push(await checkClock(database, report.pending)),
    );
    if (report.pending.length === 0)
      await attempt(checks, 'master_keys', place, async () => {
        report.masterKeys = await checkKeys(settings, database);
        checks.push(ok('master_keys', 'all required keys are available'));
      });
    return report;
  } finally {
    await database.close();
  }
}

async function attempt(
  checks: Check[],
  check: string,
  place: string,
  work: () => Promise<void> | void,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    checks.push(failed(check, diagnoseDatabaseError(error, place)?.sentence ?? (error as Error).message));
  }
}

async function checkFile(database: Database, checks: Check[]): Promise<void> {
  const damage = await sqliteDamage(database);
  checks.push(
    damage.length === 0
      ? ok('file', 'is not damaged')
      : failed('file', `The database file is damaged: ${damage.join('; ')}. Restore it from a backup.`),
  );
}

/** Maximum difference between two clocks in milliseconds, beyond which leases and expirations become unreliable. */
const MAX_CLOCK_DIFFERENCE = 5_000;

/** Compares this machine's clock with the PostgreSQL server's, or for SQLite with the newest audit event. */
async function checkClock(database: Database, pending: string[]): Promise<Check> {
  const db = platformDb(database);
  if (db.dialect === 'postgres') {
    const before = Date.now();
    const now = await readNow(db);
    const apart = Math.round(now - (before + Date.now()) / 2);
    return Math.abs(apart) > MAX_CLOCK_DIFFERENCE
      ? failed(
          'clock',
          `The clocks of this machine and the database differ by ${apart} ms. Synchronize both with NTP.`,
        )
      : ok('clock', 'agrees with the database');
  }
  if (pending.length > 0) return ok('clock', 'nothing to compare with yet');
  const ahead = (await latest(db, 'audit_events', 'created_at')) - Date.now();
  return ahead > MAX_CLOCK_DIFFERENCE
    ? warning(
        'clock',
        `The newest audit event is ${ahead} ms ahead of this machine's clock. Synchronize the clock with NTP.`,
      )
    : ok('clock', 'agrees with the database');
}

/** @throws MasterKeyError if a required key is missing */
async function checkKeys(settings: Settings, database: Database): Promise<KeyReport[]> {
  const needed = await requiredMasterKeys(database);
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
