import type { WrappedKey } from '../crypto/index.ts';
import { missingMasterKey, unwrapDataKey, wrapDataKey, type MasterKeys } from '../crypto/index.ts';
import { inTransaction, platformDb, type Database, type Lookup, type Reads } from '../db/index.ts';

const KEYS_OF_TENANT: Lookup = {
  name: 'tenant_keys_of',
  key: { tenant_id: 'uuid' },
  columns: ['k.id', 'k.wrapped', 'k.master_key_id'],
  from: 'JOIN tenant_keys AS k ON k.tenant_id = wanted.tenant_id',
};

interface Row {
  tenant_id: string;
  id: string;
  wrapped: string;
  master_key_id: string;
}

/** The tenant's wrapped data keys, newest first, read outside any transaction. */
export async function loadTenantKeys(reads: Reads, tenantId: string): Promise<WrappedKey[]> {
  const [rows = []] = await reads.lookUp<[id: string, wrapped: string, masterKeyId: string]>(KEYS_OF_TENANT, [
    [tenantId],
  ]);
  return rows
    .map(([id, wrapped, masterKeyId]) => ({ id, wrapped, masterKeyId }))
    .sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** How many tenants' keys each master key wraps. */
export async function masterKeyUse(database: Database): Promise<{ id: string; keys: number }[]> {
  const rows = (await platformDb(database)
    .sql('tenant_keys')
    .select('master_key_id')
    .count({ keys: '*' })
    .groupBy('master_key_id')) as unknown as { master_key_id: string; keys: number | string }[];
  return rows.map((row) => ({ id: row.master_key_id, keys: Number(row.keys) }));
}

/** Ids of the master keys without which this database cannot be used. */
export async function neededMasterKeys(database: Database): Promise<string[]> {
  const claimed = (await platformDb(database).sql('master_keys').pluck('id')) as string[];
  return [...new Set([...claimed, ...(await masterKeyUse(database)).map(({ id }) => id)])];
}

/**
 * Makes the current master key the database's own, unless it has one already, and refuses to go on when a key that
 * the database needs is missing here.
 * @throws MasterKeyError naming each missing id
 */
export async function claimMasterKey(database: Database, masterKeys: MasterKeys): Promise<void> {
  const { sql } = platformDb(database);
  await sql('master_keys').insert({ place: 1, id: masterKeys.current().id }).onConflict('place').ignore();
  const missing = (await neededMasterKeys(database)).filter((id) => masterKeys.find(id) === undefined);
  if (missing.length > 0) throw missingMasterKey(missing, masterKeys);
}

const CHUNK = 100;

/**
 * Wraps every tenant's data key under the current master key, a hundred at a time, each hundred in a transaction
 * of its own: servers go on meanwhile, and a killed run is finished by the next one.
 * @returns how many keys it wrapped again
 */
export async function rewrapTenantKeys(
  database: Database,
  masterKeys: MasterKeys,
  progress: (done: number) => void,
): Promise<number> {
  let done = 0;
  for (;;) {
    // Another run may have added a key since: both then go on under that one, instead of against each other.
    masterKeys.reload();
    const current = masterKeys.current();
    const wrapped = await inTransaction(database, async (db) => {
      await db.sql('master_keys').update({ id: current.id });
      const rows = (await db
        .sql('tenant_keys')
        .whereNot('master_key_id', current.id)
        .orderBy(['tenant_id', 'id'])
        .limit(CHUNK)) as Row[];
      for (const row of rows) {
        const master = masterKeys.find(row.master_key_id);
        if (master === undefined) throw missingMasterKey([row.master_key_id], masterKeys);
        const bytes = await unwrapDataKey(row.wrapped, row.tenant_id, row.id, master);
        const change = {
          wrapped: await wrapDataKey(bytes, row.tenant_id, row.id, current),
          master_key_id: current.id,
        };
        await db
          .sql('tenant_keys')
          .where({ tenant_id: row.tenant_id, id: row.id, master_key_id: row.master_key_id })
          .update(change);
      }
      return rows.length;
    });
    if (wrapped === 0) return done;
    done += wrapped;
    progress(done);
  }
}
