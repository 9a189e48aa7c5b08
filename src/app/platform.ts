import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Settings } from '../config/index.ts';
import { masterKeysFromFile, masterKeysFromSetting, type MasterKeys } from '../crypto/index.ts';
import { connect, migrate, type Database } from '../db/index.ts';
import { systemClock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { assertMasterKeys, masterKeyUse } from '../tenants/index.ts';
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
  if (settings.databaseUrl.startsWith('sqlite:')) {
    mkdirSync(dirname(settings.databaseUrl.slice('sqlite:'.length)), { recursive: true, mode: 0o700 });
  }
  const database = connect({ url: settings.databaseUrl, poolMax: settings.databasePoolMax });
  try {
    const steps = await migrate(database);
    if (steps.length > 0) log.info({ steps }, 'database migrated');
    const masterKeys = await findMasterKeys(settings, database, log);
    const services = createServices({ database, masterKeys, clock: systemClock, log });
    return {
      services,
      async close() {
        await services.handOuts.close();
        await services.lastUsed.flush();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The keys of MASTER_KEY, or of the file, which is made only for a database that has nothing sealed yet. */
async function findMasterKeys(settings: Settings, database: Database, log: Log): Promise<MasterKeys> {
  const inUse = await masterKeyUse(database);
  const masterKeys =
    settings.masterKey === undefined
      ? masterKeysFromFile(
          join(settings.dataDir, 'master-keys.json'),
          inUse.map(({ id }) => id),
        )
      : masterKeysFromSetting(settings.masterKey);
  await assertMasterKeys(database, masterKeys);
  if (inUse.length === 0)
    log.info(
      { source: masterKeys.source, key_id: masterKeys.current().id },
      'master key in use; keep it as safe as the data',
    );
  return masterKeys;
}
