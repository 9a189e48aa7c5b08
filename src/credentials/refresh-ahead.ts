import { NOW_SQL, platformDb, type Database } from '../db/index.ts';
import type { Refresher } from './refresh.ts';

/** A credential that was used within that time is refreshed before anybody has to wait for it. */
const IN_USE = 7 * 86_400_000;
const AT_ONCE = 64;
/** Of one tenant, whose third parties may all be slow: the others' tokens do not wait for them. */
const AT_ONCE_PER_TENANT = 4;

interface Due {
  tenant_id: string;
  credential_id: string;
}

/**
 * Begins to refresh what is due and in use; nobody waits for the end. Several processes may do it at once: the
 * lease keeps them apart.
 */
export function createRefreshAhead(database: Database, refresher: Refresher): () => Promise<void> {
  const underWay = new Map<string, number>();
  let total = 0;

  function count(tenantId: string, by: 1 | -1): void {
    total += by;
    const left = (underWay.get(tenantId) ?? 0) + by;
    if (left === 0) underWay.delete(tenantId);
    else underWay.set(tenantId, left);
  }

  return async () => {
    for (const { tenant_id, credential_id } of await findDue(database)) {
      if (total >= AT_ONCE) return;
      if ((underWay.get(tenant_id) ?? 0) >= AT_ONCE_PER_TENANT) continue;
      count(tenant_id, 1);
      void refresher
        .refresh(tenant_id, credential_id)
        .catch(() => undefined)
        .finally(() => count(tenant_id, -1));
    }
  };
}

/** The most urgent of each tenant, the most urgent of all first; not what somebody refreshes already. */
async function findDue(database: Database): Promise<Due[]> {
  const { dialect, sql } = platformDb(database);
  const now = sql.raw(NOW_SQL[dialect]);
  const ranked = sql('connections')
    .where('state', 'connected')
    .where('refresh_at', '<=', now)
    .where('last_used_at', '>', sql.raw(`${NOW_SQL[dialect]} - ${IN_USE}`))
    .where((where) => void where.whereNull('retry_at').orWhere('retry_at', '<=', now))
    .where((where) => void where.whereNull('lease_until').orWhere('lease_until', '<=', now))
    .select('tenant_id', 'credential_id', 'refresh_at')
    .select(sql.raw('row_number() OVER (PARTITION BY tenant_id ORDER BY refresh_at) AS place'));
  return (await sql
    .from(ranked.as('due'))
    .where('place', '<=', AT_ONCE_PER_TENANT)
    .orderBy('refresh_at')
    .limit(AT_ONCE)
    .select('tenant_id', 'credential_id')) as Due[];
}
