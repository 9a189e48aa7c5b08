import { createAccess } from '../access/index.ts';
import { createGuard } from '../actions/index.ts';
import { createApiKeys } from '../api-keys/index.ts';
import { createAudit } from '../audit/index.ts';
import type { Settings } from '../config/index.ts';
import { createKeyring, masterKeysFromSetting, type MasterKeys } from '../crypto/index.ts';
import { migrate, type Database } from '../db/index.ts';
import { createInFlight } from '../jobs/index.ts';
import { loadSchemas } from '../schema/index.ts';
import { systemClock, type Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { createTenants, loadTenantKeys } from '../tenants/index.ts';
import { createUsers } from '../users/index.ts';
import { findMasterKeys } from './find-master-keys.ts';
import { openDatabase, type Opening } from './open-database.ts';
import { trackInFlight } from './track-in-flight.ts';

/**
 * The services for tenants, users, roles and API keys, and what all actions need. Most commands need only these, and
 * start much faster without the rest, which `services.ts` adds.
 */
export type Core = ReturnType<typeof createCore>;

/** Wires the core services. Each line uses only the lines above it. */
export function createCore(parts: { database: Database; masterKeys: MasterKeys; clock: Clock; log: Log }) {
  const { database, masterKeys, clock, log } = parts;
  const schemas = loadSchemas();
  const keyring = createKeyring(masterKeys, (tenantId) => loadTenantKeys(database.reads, tenantId));
  const audit = createAudit();
  const inFlight = createInFlight(log);
  const perform = trackInFlight(createGuard({ database, schemas, audit: audit.sink, clock }), inFlight);

  const access = createAccess();
  const users = createUsers({ access });
  const apiKeys = createApiKeys({ users });
  const tenants = createTenants({
    keyring,
    seedRoles: (db, now) => access.seedRoles(db, now),
    async addCreator(db, creator, now) {
      const owner = await users.addOwner(db, creator.name, creator.id, now);
      const key = await apiKeys.issue(db, owner.user_id, { name: 'first key' }, creator, now);
      return key.api_key;
    },
  });
  return { ...parts, schemas, keyring, audit, inFlight, perform, access, users, apiKeys, tenants };
}

/**
 * Migrates the database, loads and checks the master keys, and wires the core services. The server and every command
 * that uses data start with it. Close the core's database when done.
 * @throws MasterKeyError, SchemaTooNewError, DatabaseMissingError, or the driver's error if the database is unreachable
 */
export async function openCore(settings: Settings, log: Log, opening: Opening): Promise<Core> {
  // Report an invalid key before anything is created or migrated.
  if (settings.masterKey !== undefined) masterKeysFromSetting(settings.masterKey);
  const database = await openDatabase(settings, log, opening);
  try {
    const steps = await migrate(database);
    if (steps.length > 0) log.info({ steps }, 'database migrated');
    const masterKeys = await findMasterKeys(settings, database, log, opening);
    return createCore({ database, masterKeys, clock: systemClock, log });
  } catch (error) {
    await database.close();
    throw error;
  }
}
