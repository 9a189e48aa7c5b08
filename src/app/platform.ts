import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Settings } from '../config/index.ts';
import { masterKeysFromFile, masterKeysFromSetting, type MasterKeys } from '../crypto/index.ts';
import { connect, migrate, type Database } from '../db/index.ts';
import { systemClock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { claimMasterKey, neededMasterKeys } from '../tenants/index.ts';
import { createServices, type Services } from './services.ts';

export interface Platform {
  services: Services;
  close(): Promise<void>;
}

/**
 * Everything behind the doors: database migrated, master keys found and checked, services wired. The server and
 * every command line that touches data begin with it.
 * @throws MasterKeyError, SchemaTooNewError, or the driver's error when the database cannot be reached
 */
export async function openPlatform(settings: Settings, log: Log): Promise<Platform> {
  // A key that is none is told before anything is made or migrated.
  if (settings.masterKey !== undefined) masterKeysFromSetting(settings.masterKey);
  if (settings.databaseUrl.startsWith('sqlite:')) {
    mkdirSync(dirname(settings.databaseUrl.slice('sqlite:'.length)), { recursive: true, mode: 0o700 });
  }
  const database = connect({ url: settings.databaseUrl, poolMax: settings.databasePoolMax });
  try {
    const steps = await migrate(database);
    if (steps.length > 0) log.info({ steps }, 'database migrated');
    const masterKeys = await findMasterKeys(settings, database, log);
    const services = createServices({ database, settings, masterKeys, clock: systemClock, log });
    return {
      services,
      async close() {
        await services.handOuts.close();
        await services.keyUses.flush();
        await services.thirdParties.credentialUses.flush();
        await services.secretUses.flush();
        await services.counts.flush();
        await services.thirdParties.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The keys of MASTER_KEY, or of the file, which is made only for a database that needs none yet. */
async function findMasterKeys(settings: Settings, database: Database, log: Log): Promise<MasterKeys> {
  const needed = await neededMasterKeys(database);
  const masterKeys =
    settings.masterKey === undefined
      ? masterKeysFromFile(masterKeyFile(settings), needed)
      : masterKeysFromSetting(settings.masterKey);
  await claimMasterKey(database, masterKeys);
  if (needed.length === 0) {
    const { source, current } = masterKeys;
    log.info({ source, key_id: current().id }, 'master key in use; keep it as safe as the data');
  }
  return masterKeys;
}

/** Where generated master keys are kept. */
export function masterKeyFile(settings: Settings): string {
  return join(settings.dataDir, 'master-keys.json');
}
