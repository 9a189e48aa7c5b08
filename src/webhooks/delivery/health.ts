import { inTransaction, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import { markTargetGone } from '../../flows/index.ts';
import { clearFailing, markFailing, disableWebhook } from './delivery-store.ts';
import type { QueueKey } from './queue.ts';
import { DISABLE_AFTER } from './schedule.ts';

/**
 * Records when a webhook's deliveries started to fail, and disables the webhook if they fail for too long.
 * @param attempt.gone the target that responded with 410; nothing more is sent to it
 * @param attempt.failingSince the webhook's value before the attempt. Most attempts do not change it and write nothing
 */
export type RecordHealth = (
  key: QueueKey,
  attempt: { succeeded: boolean; failingSince: number | null; now: number; gone?: FlowTarget },
) => Promise<void>;

/** The id of a flow, and the target URL that was called. */
export interface FlowTarget {
  id: string;
  url: string;
}

/**
 * @param parts.auditDisabled writes the audit entry for a disabled webhook, in the same transaction
 * @param parts.auditTargetGone writes the audit entry for a flow whose target is gone, in the same transaction
 */
export function createRecordHealth(parts: {
  database: Database;
  auditDisabled(db: TenantDb, webhookId: string): Promise<void>;
  auditTargetGone(db: TenantDb, target: FlowTarget): Promise<void>;
}): RecordHealth {
  const { database, auditDisabled, auditTargetGone } = parts;
  const inTenant = (tenantId: string, work: (db: TenantDb) => Promise<void>) =>
    inTransaction(database, (platform) => work(tenantDb(platform, tenantId)));

  return async ({ tenant_id, webhook_id }, { succeeded, failingSince, now, gone }) => {
    if (gone !== undefined)
      return inTenant(tenant_id, async (db) => {
        if (await markTargetGone(db, gone, now)) await auditTargetGone(db, gone);
      });
    if (succeeded) {
      if (failingSince === null) return;
      return inTenant(tenant_id, (db) => clearFailing(db, webhook_id));
    }
    if (failingSince !== null && now - failingSince < DISABLE_AFTER) return;
    return inTenant(tenant_id, async (db) => {
      const since = await markFailing(db, webhook_id, now);
      if (now - since >= DISABLE_AFTER && (await disableWebhook(db, webhook_id, now)))
        await auditDisabled(db, webhook_id);
    });
  };
}
