import { NOW_SQL, platformDb, type Database } from '../db/index.ts';
import type { Refresher } from './refresh.ts';

/** A credential that was used within that time is refreshed before anybody has to wait for it. */
const IN_USE = 7 * 86_400_000;
/** So many are looked up, and refreshed, at once. */
const CHUNK = 100;
const AT_ONCE = 8;

interface Due {
  tenant_id: string;
  credential_id: string;
}

/** Refreshes what is due and in use. Several processes may do it at once: the lease keeps them apart. */
export async function refreshAhead(database: Database, refresher: Refresher): Promise<void> {
  const { dialect, sql } = platformDb(database);
  const now = sql.raw(NOW_SQL[dialect]);
  const due = (await sql('connections')
    .where('state', 'connected')
    .where('refresh_at', '<=', now)
    .where('last_used_at', '>', sql.raw(`${NOW_SQL[dialect]} - ${IN_USE}`))
    .where((where) => void where.whereNull('retry_at').orWhere('retry_at', '<=', now))
    .orderBy('refresh_at')
    .limit(CHUNK)
    .select('tenant_id', 'credential_id')) as Due[];
  const waiting = [...due];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await refresher.refresh(next.tenant_id, next.credential_id).catch(() => undefined);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
