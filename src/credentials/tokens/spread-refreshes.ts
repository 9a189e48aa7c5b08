import type { Database } from '../../db/index.ts';
import { resultWithin } from '../../system/with-timeout.ts';
import { findDue, MAX_PER_RUN, type DueRefreshes } from './all-connections.ts';
import type { Refresher } from './refresher.ts';

/** Milliseconds that a run waits for its refreshes. Those that take longer continue. */
const MAX_WAIT = 20_000;

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
