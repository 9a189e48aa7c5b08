import type { Database } from '../../db/index.ts';
import { NOW_SQL, rawDb } from '../../db/raw.ts';
import type { Refresher } from './refresher.ts';

/** Refreshes that one run starts, at most: for all providers, and for one, so that none is called too often. */
const MAX_PER_RUN = 30;
const MAX_PER_PROVIDER = 10;

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
    await Promise.all(
      due.map(({ tenant_id, credential_id, generation }) =>
        // A failure is stored with the connection, which is tried again after its pause.
        refresher.refresh(tenant_id, credential_id, generation).catch(() => undefined),
      ),
    );
  };
}

async function findDue(database: Database): Promise<Due[]> {
  const { dialect, sql } = rawDb(database);
  const now = sql.raw(NOW_SQL[dialect]);
  const ranked = sql('connections as k')
    .join('credentials as c', (on) => {
      on.on('c.tenant_id', 'k.tenant_id').andOn('c.id', 'k.credential_id');
    })
    .where('k.state', 'connected')
    .where('k.keep_alive_at', '<=', now)
    .where('c.keep_alive', true)
    .where((where) => void where.whereNull('k.retry_at').orWhere('k.retry_at', '<=', now))
    .where((where) => void where.whereNull('k.lease_until').orWhere('k.lease_until', '<=', now))
    .select('k.tenant_id', 'k.credential_id', 'k.generation', 'k.keep_alive_at')
    .select(sql.raw('row_number() OVER (PARTITION BY k.token_url ORDER BY k.keep_alive_at) AS place'));
  return (await sql
    .from(ranked.as('due'))
    .where('place', '<=', MAX_PER_PROVIDER)
    .orderBy('keep_alive_at')
    .limit(MAX_PER_RUN)
    .select('tenant_id', 'credential_id', 'generation')) as Due[];
}
