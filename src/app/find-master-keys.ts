import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { databasePlace, type Settings } from '../config/index.ts';
import { masterKeysFromFile, masterKeysFromSetting, type MasterKeys } from '../crypto/index.ts';
import type { Database } from '../db/index.ts';
import type { Log } from '../system/log.ts';
import { claimMasterKey, requiredMasterKeys } from '../tenants/index.ts';
import { DatabaseMissingError, type Opening } from './open-database.ts';

/** The keys from MASTER_KEY or the key file. The file is created only if the database does not need an existing key. */
export async function findMasterKeys(
  settings: Settings,
  database: Database,
  log: Log,
  { create }: Opening,
): Promise<MasterKeys> {
  const needed = await requiredMasterKeys(database);
  if (
    needed.length === 0 &&
    !create &&
    settings.masterKey === undefined &&
    !existsSync(masterKeyFile(settings))
  )
    throw new DatabaseMissingError('There is no tenant and no master key in', databasePlace(settings));
  const masterKeys =
    settings.masterKey === undefined
      ? masterKeysFromFile(masterKeyFile(settings), needed)
      : masterKeysFromSetting(settings.masterKey);
  await claimMasterKey(database, masterKeys);
  if (needed.length === 0) {
    const { source, current } = masterKeys;
    log.info({ source, key_id: current().id }, 'master key in use; protect it like the data');
  }
  return masterKeys;
}

/** The file for generated master keys. */
export function masterKeyFile(settings: Settings): string {
  return join(settings.dataDir, 'master-keys.json');
}
