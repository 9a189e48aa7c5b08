import type { Database, Query } from '../../db/index.ts';
import { NOW_ONCE_SQL, rawDb, type RawDb } from '../../db/raw.ts';
import { resultWithin } from '../../system/with-timeout.ts';
import type { Refresher } from './refresher.ts';

/** Refreshes that one run starts, at most: for all, for one provider, and for one tenant, so that none holds up others. */
const MAX_PER_RUN = 30;
const MAX_PER_PROVIDER = 10;
const MAX_PER_TENANT = 10;
/** Milliseconds after which one that failed is tried again. */
const PAUSE = 3_600_000;
/**
 * How often one is tried again soon if its outcome is unknown: the provider may have replaced the refresh token, and many
 * accept the old one only for a short time after that (RFC 9700, 4.14.2).
 */
const MAX_SOON = 3;
/** Milliseconds that a run waits for its refreshes. Those that take longer continue. */
const MAX_WAIT = 20_000;

/** Selects the connections to refresh. */
export interface DueRefreshes {
  /** The column of `connections` with the time at which the refresh is due. */
  column: 'keep_alive_at' | 'ends_at';
  /**
   * Narrows the query down. The connection is `k`, its credential `c`.
   * @param at the database's time, plus an offset in milliseconds
   */
  where(query: Query, at: (offset: number) => ReturnType<RawDb['sql']['raw']>): void;
}

interface Due {
  tenant_id: string;
  credential_id: string;
  generation: number;
}

/**
 * Refreshes connections of all tenants that are due, a few at a time. Several processes can do this at the same time: a
 * connection that another one has just refreshed is not refreshed again.
 * @returns whether there may be more
 */
export async function spreadRefreshes(
  database: Database,
  refresher: Refresher,
  which: DueRefreshes,
): Promise<boolean> {
  const due = await findDue(database, which);
  const refreshes = due.map(({ tenant_id, credential_id, generation }) =>
    // A failure is stored with the connection.
    refresher.refresh(tenant_id, credential_id, generation).catch(() => undefined),
  );
  await resultWithin(Promise.all(refreshes), MAX_WAIT);
  return due.length === MAX_PER_RUN;
}

async function findDue(database: Database, { column, where }: DueRefreshes): Promise<Due[]> {
  const { dialect, sql } = rawDb(database);
  const at = (offset: number) => sql.raw(`${NOW_ONCE_SQL[dialect]} + (${offset})`);
  const now = at(0);
  const rank = (per: string) =>
    sql.raw(`row_number() OVER (PARTITION BY ${per} ORDER BY k.${column}, k.credential_id) AS place`);
  const ranked = sql('connections as k')
    .join('credentials as c', (on) => {
      on.on('c.tenant_id', 'k.tenant_id').andOn('c.id', 'k.credential_id');
    })
    .where('k.state', 'connected')
    .where(
      (paused) =>
        void paused
          .whereNull('k.retry_at')
          .orWhere('k.retry_at', '<=', at(-PAUSE))
          .orWhere(
            (lost) =>
              void lost
                .where({ 'k.interrupted': true })
                .where('k.failures', '<=', MAX_SOON)
                .where('k.retry_at', '<=', now),
          ),
    )
    .where((leased) => void leased.whereNull('k.lease_until').orWhere('k.lease_until', '<=', now))
    .select('k.tenant_id', 'k.credential_id', 'k.generation', `k.${column}`)
    .select(rank('k.token_url'));
  where(ranked, at);
  const ofProviders = sql
    .from(ranked.as('k'))
    .where('place', '<=', MAX_PER_PROVIDER)
    .select('tenant_id', 'credential_id', 'generation', column)
    .select(rank('k.tenant_id'));
  return (await sql
    .from(ofProviders.as('due'))
    .where('place', '<=', MAX_PER_TENANT)
    .orderBy(column)
    .limit(MAX_PER_RUN)
    .select('tenant_id', 'credential_id', 'generation')) as Due[];
}
