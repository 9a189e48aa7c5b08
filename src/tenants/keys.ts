import type { WrappedKey } from '../crypto/index.ts';
import { missingMasterKey, unwrapDataKey, wrapDataKey, type MasterKeys } from '../crypto/index.ts';
import { inTransaction, platformDb, type Database, type Reads } from '../db/index.ts';
import { hotRead, type TenantLookup } from '../db/hot-read.ts';
import { rawDb } from '../db/raw.ts';

const KEYS_OF_TENANT: TenantLookup = {
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

/** The tenant's wrapped data keys, newest first. Read outside any transaction. */
export async function loadTenantKeys(reads: Reads, tenantId: string): Promise<WrappedKey[]> {
  const [rows = []] = await hotRead<[id: string, wrapped: string, masterKeyId: string]>(
    reads,
    KEYS_OF_TENANT,
    [[tenantId]],
  );
  return rows
    .map(([id, wrapped, masterKeyId]) => ({ id, wrapped, masterKeyId }))
    .sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** The number of tenant keys that each master key wraps. */
export async function masterKeyUse(database: Database): Promise<{ id: string; keys: number }[]> {
  const rows = (await rawDb(database)
    .sql('tenant_keys')
    .select('master_key_id')
    .count({ keys: '*' })
    .groupBy('master_key_id')) as unknown as { master_key_id: string; keys: number | string }[];
  return rows.map((row) => ({ id: row.master_key_id, keys: Number(row.keys) }));
}

/** IDs of the master keys that this database requires. */
export async function requiredMasterKeys(database: Database): Promise<string[]> {
  const claimed = (await platformDb(database).from('master_keys').pluck('id')) as string[];
  return [...new Set([...claimed, ...(await masterKeyUse(database)).map(({ id }) => id)])];
}

/**
 * Registers the current master key with the database, unless one is registered already, and checks that all keys the
 * database requires are configured.
 * @throws MasterKeyError naming each missing ID
 */
export async function claimMasterKey(database: Database, masterKeys: MasterKeys): Promise<void> {
  await platformDb(database)
    .from('master_keys')
    .insert({ place: 1, id: masterKeys.current().id })
    .onConflict('place')
    .ignore();
  const missing = (await requiredMasterKeys(database)).filter((id) => masterKeys.find(id) === undefined);
  if (missing.length > 0) throw missingMasterKey(missing, masterKeys);
}

/**
 * Removes the master keys that neither wrap a tenant key nor are registered with the database. The table lock prevents
 * tenant keys from being written meanwhile; every writer then checks that its master key still exists.
 * @returns IDs of the removed keys
 */
export async function pruneMasterKeys(database: Database, masterKeys: MasterKeys): Promise<string[]> {
  return inTransaction(database, async (platform) => {
    const db = rawDb(platform);
    if (db.dialect === 'postgres') await db.sql.raw('LOCK TABLE tenant_keys, master_keys IN SHARE MODE');
    const wrapping = (await db
      .sql('tenant_keys')
      .distinct('master_key_id')
      .pluck('master_key_id')) as string[];
    const claimed = (await db.sql('master_keys').pluck('id')) as string[];
    return masterKeys.prune([...wrapping, ...claimed]);
  });
}

/**
 * Call after writing a wrapped key, inside the same transaction.
 * @throws MasterKeyError if the master key was removed since it was read, which rolls back the write
 */
function assertKeyStillExists(masterKeys: MasterKeys, id: string): void {
  masterKeys.reload();
  if (masterKeys.find(id) === undefined) throw missingMasterKey([id], masterKeys);
}

const CHUNK = 100;

/**
 * Rewraps all tenant data keys with the current master key, 100 per transaction, so that servers keep running and an
 * interrupted run can be resumed by the next one.
 * @returns the number of rewrapped keys
 */
export async function rewrapTenantKeys(
  database: Database,
  masterKeys: MasterKeys,
  progress: (done: number) => void,
): Promise<number> {
  let done = 0;
  for (;;) {
    // A concurrent run may have added a newer key. Both then use that one instead of undoing each other's work.
    masterKeys.reload();
    const current = masterKeys.current();
    const wrapped = await inTransaction(database, async (platform) => {
      const db = rawDb(platform);
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
      assertKeyStillExists(masterKeys, current.id);
      return rows.length;
    });
    if (wrapped === 0) return done;
    done += wrapped;
    progress(done);
  }
}
