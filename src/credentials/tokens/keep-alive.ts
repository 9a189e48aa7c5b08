import type { Database } from '../../db/index.ts';
import { NOW_SQL, rawDb } from '../../db/raw.ts';
import { resultWithin } from '../../system/with-timeout.ts';
import type { Refresher } from './refresher.ts';

/** Refreshes that one run starts, at most: for all, for one provider, and for one tenant, so that none holds up others. */
const MAX_PER_RUN = 30;
const MAX_PER_PROVIDER = 10;
const MAX_PER_TENANT = 10;
/** Milliseconds after which one that failed is tried again. */
const PAUSE = 3_600_000;
/** Milliseconds that a run waits for its refreshes. Those that take longer continue. */
const MAX_WAIT = 20_000;

interface Due {
  tenant_id: string;
  credential_id: string;
  generation: number;
}

/**
 * Refreshes connections that nobody uses before their refresh tokens expire, a few at a time. Several processes can do
 * this at the same time: a connection that another one has just refreshed is not refreshed again.
 */
export function createKeepAlive(database: Database, refresher: Refresher): () => Promise<void> {
  return async () => {
    const due = await findDue(database);
    const refreshes = due.map(({ tenant_id, credential_id, generation }) =>
      // A failure is stored with the connection.
      refresher.refresh(tenant_id, credential_id, generation).catch(() => undefined),
    );
    await resultWithin(Promise.all(refreshes), MAX_WAIT);
  };
}

async function findDue(database: Database): Promise<Due[]> {
  const { dialect, sql } = rawDb(database);
  const at = (offset: number) => sql.raw(`${NOW_SQL[dialect]} + (${offset})`);
  const now = at(0);
  const rank = (column: string) =>
    sql.raw(`row_number() OVER (PARTITION BY ${column} ORDER BY k.keep_alive_at, k.credential_id) AS place`);
  const ranked = sql('connections as k')
    .join('credentials as c', (on) => {
      on.on('c.tenant_id', 'k.tenant_id').andOn('c.id', 'k.credential_id');
    })
    .where('k.state', 'connected')
    .where('k.keep_alive_at', '<=', now)
    .where('k.refresh_expires_at', '>', now)
    .where('c.keep_alive', true)
    .where((where) => void where.whereNull('k.retry_at').orWhere('k.retry_at', '<=', at(-PAUSE)))
    .where((where) => void where.whereNull('k.lease_until').orWhere('k.lease_until', '<=', now))
    .select('k.tenant_id', 'k.credential_id', 'k.generation', 'k.keep_alive_at')
    .select(rank('k.token_url'));
  const ofProviders = sql
    .from(ranked.as('k'))
    .where('place', '<=', MAX_PER_PROVIDER)
    .select('tenant_id', 'credential_id', 'generation', 'keep_alive_at')
    .select(rank('k.tenant_id'));
  return (await sql
    .from(ofProviders.as('due'))
    .where('place', '<=', MAX_PER_TENANT)
    .orderBy('keep_alive_at')
    .limit(MAX_PER_RUN)
    .select('tenant_id', 'credential_id', 'generation')) as Due[];
}
