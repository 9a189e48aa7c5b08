import type { Database } from '../../db/index.ts';
import type { DueRefreshes } from './all-connections.ts';
import type { Refresher } from './refresher.ts';
import { spreadRefreshes } from './spread-refreshes.ts';

/** Refreshes connections that nobody uses before their refresh tokens expire. */
export function createKeepAlive(database: Database, refresher: Refresher): () => Promise<unknown> {
  return () => spreadRefreshes(database, refresher, UNUSED);
}

const UNUSED: DueRefreshes = {
  column: 'keep_alive_at',
  where(query, at) {
    query
      .where('k.keep_alive_at', '<=', at(0))
      .where('k.refresh_expires_at', '>', at(0))
      .where('c.keep_alive', true);
  },
};
