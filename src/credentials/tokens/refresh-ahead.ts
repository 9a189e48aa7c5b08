import type { Database } from '../../db/index.ts';
import { NOW_ONCE_SQL, rawDb } from '../../db/raw.ts';
import { createTenantSlots } from '../../jobs/index.ts';
import { CALL_LIFETIME, LONGEST_PAUSE } from './refresh-policy.ts';
import type { Refresher } from './refresher.ts';

/** Milliseconds. A credential used within this time is refreshed before its token expires. */
const IN_USE = 7 * 86_400_000;
const MAX_CONCURRENT = 64;
/** Per tenant, so that a tenant with slow providers does not delay the others. */
const MAX_CONCURRENT_PER_TENANT = 4;

interface Due {
  tenant_id: string;
  credential_id: string;
}

/**
 * Starts refreshing the tokens that are due and in use, without waiting for the result. Several processes can do this
 * at the same time, because of the lease.
 */
export function createRefreshAhead(database: Database, refresher: Refresher): () => Promise<void> {
  const slots = createTenantSlots({ total: MAX_CONCURRENT, perTenant: MAX_CONCURRENT_PER_TENANT });
  return async () => {
    for (const { tenant_id, credential_id } of await findDue(database)) {
      if (slots.isFull()) return;
      slots.start(tenant_id, () => refresher.refresh(tenant_id, credential_id));
    }
  };
}

/** The most urgent connections of each tenant, most urgent first, without those already being refreshed. */
async function findDue(database: Database): Promise<Due[]> {
  const { dialect, sql } = rawDb(database);
  const at = (offset: number) => sql.raw(`${NOW_ONCE_SQL[dialect]} + (${offset})`);
  const now = at(0);
  const ranked = sql('connections')
    .where('state', 'connected')
    .where('refresh_at', '<=', now)
    .where('last_used_at', '>', at(-IN_USE))
    // Times too far ahead were stored before the database's clock was set back.
    .where(
      (where) =>
        void where
          .whereNull('retry_at')
          .orWhere('retry_at', '<=', now)
          .orWhere('retry_at', '>', at(LONGEST_PAUSE)),
    )
    .where(
      (where) =>
        void where
          .whereNull('lease_until')
          .orWhere('lease_until', '<=', now)
          .orWhere('lease_until', '>', at(CALL_LIFETIME)),
    )
    // Skip those where another process's call may still return: waiting for it would only occupy a slot.
    .where(
      (where) =>
        void where
          .whereNull('called_at')
          .orWhereNull('lease_owner')
          .orWhere('called_at', '<=', at(-CALL_LIFETIME))
          .orWhere('called_at', '>', now),
    )
    .select('tenant_id', 'credential_id', 'refresh_at')
    .select(sql.raw('row_number() OVER (PARTITION BY tenant_id ORDER BY refresh_at) AS place'));
  return (await sql
    .from(ranked.as('due'))
    .where('place', '<=', MAX_CONCURRENT_PER_TENANT)
    .orderBy('refresh_at')
    .limit(MAX_CONCURRENT)
    .select('tenant_id', 'credential_id')) as Due[];
}
