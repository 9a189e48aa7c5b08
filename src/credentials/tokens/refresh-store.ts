import { inTransaction, type Database, type TenantDb } from '../../db/index.ts';
import { NOW_SQL, rawDb, rowSet } from '../../db/raw.ts';
import {
  IDLE,
  NO_LEASE,
  reasonColumns,
  tokenColumns,
  type ConnectionState,
  type StoredTokens,
} from '../definition/index.ts';
import type { Reason } from '../protocol/index.ts';
import { LEASE_DURATION } from './refresh-policy.ts';

/** The writes of a refresh, in order. Each only applies if the lease or the generation is unchanged. */

const TABLE = 'connections';

/**
 * The holder of a credential's lease, the generation of tokens that the refresh replaces, and the version of the
 * settings that it uses.
 */
export interface LeaseHolder {
  credentialId: string;
  owner: string;
  generation: number;
  settingsVersion: number;
}

export async function takeLease(
  db: TenantDb,
  { credentialId, owner }: LeaseHolder,
  { now, interrupted }: { now: number; interrupted: boolean },
): Promise<void> {
  await db
    .from(TABLE)
    .where({ credential_id: credentialId })
    .update({ lease_owner: owner, lease_until: now + LEASE_DURATION, called_at: null, interrupted });
}

/** Renews those leases, of any tenants, whose owner has not changed. */
export async function renewLeases(
  database: Database,
  leases: readonly (LeaseHolder & { tenantId: string })[],
): Promise<void> {
  const { dialect } = database;
  const columns = ['tenant_id', 'credential_id', 'lease_owner'] as const;
  const rows = leases.map(({ tenantId, credentialId, owner }) => ({
    tenant_id: tenantId,
    credential_id: credentialId,
    lease_owner: owner,
  }));
  const { from, binding } = rowSet(dialect, TABLE, columns, rows);
  // Skip rows locked by another transaction, so that they do not delay the others; the next renewal includes them.
  const skipped = dialect === 'postgres' ? 'FOR UPDATE OF connections SKIP LOCKED' : '';
  await inTransaction(database, async (db) => {
    await rawDb(db).sql.raw(
      `UPDATE connections SET lease_until = ${NOW_SQL[dialect]} + ${LEASE_DURATION}
         FROM (
           SELECT connections.tenant_id, connections.credential_id FROM ${from} AS mine
           JOIN connections ON connections.tenant_id = mine.tenant_id
             AND connections.credential_id = mine.credential_id AND connections.lease_owner = mine.lease_owner
           ${skipped}
         ) AS still
         WHERE connections.tenant_id = still.tenant_id AND connections.credential_id = still.credential_id`,
      [binding],
    );
  });
}

/** Records that the provider is being called, and renews the lease. @returns false if the lease was lost */
export async function recordCall(db: TenantDb, holder: LeaseHolder): Promise<boolean> {
  const changed = await held(db, holder)
    .where({ state: 'connected' })
    .update({
      called_at: db.now(),
      lease_until: db.now(LEASE_DURATION),
    });
  return changed === 1;
}

/** Releases a lease without having called the provider. */
export async function releaseLease(db: TenantDb, holder: LeaseHolder): Promise<void> {
  await held(db, holder).update(NO_LEASE);
}

/**
 * Stores refreshed tokens, even if another process has taken the lease in the meantime, as long as it has not stored
 * any: these tokens are the provider's latest, and it does not return them twice.
 * @returns false if the generation has changed, or if the account is no longer connected
 */
export async function storeRefreshed(
  db: TenantDb,
  { credentialId, generation }: LeaseHolder,
  tokens: StoredTokens,
): Promise<boolean> {
  const changed = await db
    .from(TABLE)
    .where({ credential_id: credentialId, generation, state: 'connected' })
    .update({ ...tokenColumns(tokens), ...IDLE, state: 'connected', generation: generation + 1 });
  return changed === 1;
}

/**
 * Stores new refresh tokens while the refresh is still to send further requests, so that they are not lost if those
 * fail.
 * @returns false if the generation has changed, or if the account is no longer connected
 */
export async function storeRotated(
  db: TenantDb,
  { credentialId, generation }: LeaseHolder,
  tokens: Partial<Pick<StoredTokens, 'refresh_token' | 'access'>>,
): Promise<boolean> {
  const current = { credential_id: credentialId, generation, state: 'connected' };
  return (await db.from(TABLE).where(current).update(tokens)) === 1;
}

/** Corrects when the tokens that a refresh has just stored expire. */
export async function storeLifetime(
  db: TenantDb,
  { credentialId, generation }: LeaseHolder,
  times: Partial<StoredTokens>,
): Promise<void> {
  const stored = { credential_id: credentialId, generation: generation + 1, state: 'connected' };
  await db.from(TABLE).where(stored).update(times);
}

/**
 * Stores the result of a refresh that got no tokens. If its settings have changed meanwhile, it says nothing about the
 * current ones: then only the reason is stored, and the next refresh is due at once.
 * @returns `outdated` if the settings have changed, `lost` if the lease was lost
 */
export async function endRefresh(
  db: TenantDb,
  holder: LeaseHolder,
  end: {
    state: ConnectionState;
    reason: Reason;
    interrupted: boolean;
    failures: number;
    retry_at: number | null;
    refusals?: number;
    refused_since?: number;
    ends_at?: number | null;
    ends_soon_from?: null;
  },
): Promise<'stored' | 'outdated' | 'lost'> {
  const { reason, ...rest } = end;
  const released = { ...reasonColumns(reason), ...NO_LEASE };
  const isCurrent = { settings_version: holder.settingsVersion };
  const stored = await held(db, holder)
    .where(isCurrent)
    .update({ ...rest, ...released });
  if (stored === 1) return 'stored';
  const { interrupted, failures } = end;
  const outdated = await held(db, holder).update({ ...released, interrupted, failures, retry_at: null });
  return outdated === 1 ? 'outdated' : 'lost';
}

function held(db: TenantDb, { credentialId, owner, generation }: LeaseHolder) {
  return db.from(TABLE).where({ credential_id: credentialId, lease_owner: owner, generation });
}
