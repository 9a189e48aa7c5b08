import type { Keyring } from '../crypto/index.ts';
import { platformDb, type Database } from '../db/index.ts';
import type { Outbound } from '../http/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { createFindAlertTarget } from '../tenants/index.ts';
import { alertRoutes } from './routes.ts';
import { createSendAlert } from './send.ts';
import { createAlertSender } from './sender.ts';
import { createAlerts } from './service.ts';
import { deleteOldAlerts } from './store.ts';

/** Milliseconds for which alerts are listed. */
const RETENTION = 30 * 86_400_000;

export function wireAlerts(parts: {
  database: Database;
  outbound: Outbound;
  keyring: Keyring;
  clock: Clock;
  log: Log;
}) {
  const { database, keyring, clock } = parts;
  const findTarget = createFindAlertTarget(database, keyring);
  return {
    ...createAlertSender({ ...parts, send: createSendAlert({ ...parts, findTarget }) }),
    /** Deletes up to `limit` alerts that are older than the retention. @returns whether there may be more */
    deleteOld: (limit: number) => deleteOldAlerts(platformDb(database), clock() - RETENTION, limit),
    table: alertRoutes(createAlerts()),
  };
}
