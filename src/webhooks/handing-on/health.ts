import { inTransaction, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import { forgetFailing, noteFailing, switchOff } from './delivery-store.ts';
import type { Lane } from './queue.ts';
import { PATIENCE } from './schedule.ts';

/**
 * Keeps since when the deliveries of a webhook fail, and switches it off when that is long ago.
 * @param failingSince as the webhook stood before the attempt; most attempts change nothing, and write nothing
 */
export type NoteHealth = (
  lane: Lane,
  attempt: { succeeded: boolean; failingSince: number | null; now: number },
) => Promise<void>;

/** @param parts.switchedOff writes the audit row of a webhook that is switched off, in the same transaction */
export function createNoteHealth(parts: {
  database: Database;
  switchedOff(db: TenantDb, webhookId: string): Promise<void>;
}): NoteHealth {
  const { database, switchedOff } = parts;
  const inTenant = (tenantId: string, work: (db: TenantDb) => Promise<void>) =>
    inTransaction(database, (platform) => work(tenantDb(platform, tenantId)));

  return async ({ tenant_id, webhook_id }, { succeeded, failingSince, now }) => {
    if (succeeded) {
      if (failingSince === null) return;
      return inTenant(tenant_id, (db) => forgetFailing(db, webhook_id));
    }
    if (failingSince !== null && now - failingSince < PATIENCE) return;
    return inTenant(tenant_id, async (db) => {
      const since = await noteFailing(db, webhook_id, now);
      if (now - since >= PATIENCE && (await switchOff(db, webhook_id, now)))
        await switchedOff(db, webhook_id);
    });
  };
}
