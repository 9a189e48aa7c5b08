import { inTransaction, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import { findEndingSoon, type DueRefreshes } from './all-connections.ts';
import type { Refresher } from './refresher.ts';
import { spreadRefreshes } from './spread-refreshes.ts';

/** Milliseconds after its end until a connection is given up: the provider's clock may be behind. */
const GRACE = 5 * 60_000;
/** Connections noted in one run. */
const BATCH_SIZE = 100;

/**
 * Tries a last refresh of connections whose end has passed, even if nobody uses them. It cannot succeed without a
 * refresh token; otherwise the provider decides, because the known end may be wrong. So no connection stays `connected`
 * although its account must be connected again.
 */
export function createEndOfConnections(database: Database, refresher: Refresher) {
  return async () => (await spreadRefreshes(database, refresher, ENDED)) && 'more';
}

const ENDED: DueRefreshes = {
  column: 'ends_at',
  where(query, at) {
    query
      .where('k.ends_soon_from', '<=', at(0))
      .where('k.ends_at', '<=', at(-GRACE))
      // A release without `ends_at` may have stored newer tokens.
      .where((token) => void token.whereNull('k.expires_at').orWhere('k.expires_at', '<=', at(-GRACE)));
  },
};

/** Called in the transaction that records it. @param endsAt milliseconds since the epoch */
export type OnEndSoon = (db: TenantDb, credentialId: string, endsAt: number) => Promise<void>;

/**
 * Notes once that a connection will end soon. Several processes can do this at the same time.
 * @returns a function that notes some, and returns `more` if there may be others
 */
export function createEndNotes(database: Database, onEndSoon: OnEndSoon) {
  return async () => {
    const found = await findEndingSoon(database, BATCH_SIZE);
    for (const { tenant_id, credential_id } of found)
      await inTransaction(database, (platform) =>
        noteEnd(tenantDb(platform, tenant_id), credential_id, onEndSoon),
      );
    return found.length === BATCH_SIZE && 'more';
  };
}

/** Another process may have noted it, or a refresh extended the connection, since it was found. */
async function noteEnd(db: TenantDb, credential_id: string, onEndSoon: OnEndSoon): Promise<void> {
  const connection = () => db.from('connections').where({ credential_id });
  const noted = await connection()
    .where({ state: 'connected' })
    .where('ends_soon_from', '<=', db.now())
    .whereNull('end_noted_at')
    .update({ end_noted_at: db.now() });
  if (noted !== 1) return;
  const { ends_at } = (await connection().first('ends_at')) as { ends_at: number | string };
  await onEndSoon(db, credential_id, Number(ends_at));
}
