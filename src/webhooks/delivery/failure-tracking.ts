import { inTransaction, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import { markTargetGone } from '../../flows/index.ts';
import { disableWebhook } from './delivery-store.ts';
import { clearFailing, lockFailures, updateFailures, type Failures } from './failure-store.ts';
import { DISABLE_AFTER, FAILURE_RECORD_INTERVAL, MAX_FAILURE_GAP } from './schedule.ts';
import type { WebhookEvent } from '../event-store.ts';

/**
 * Records since when all deliveries to a flow of a webhook have failed, and disables the webhook if they fail for too
 * long.
 * @param event of the attempt, which has the webhook and the flow
 * @param attempt.failures those of the flow when the attempt was stored. Most attempts leave them as they are
 * @param attempt.mayDisable false: failures are recorded but never disable the webhook
 * @param attempt.gone the target that responded with 410; nothing more is sent to it
 */
export type TrackFailures = (
  event: Pick<WebhookEvent, 'tenant_id' | 'webhook_id' | 'flow_id'>,
  attempt: { succeeded: boolean; failures: Failures; now: number; mayDisable: boolean; gone?: FlowTarget },
) => Promise<void>;

/** The ID of a flow, and the target URL that was called. */
export interface FlowTarget {
  id: string;
  url: string;
}

/**
 * @param parts.auditDisabled writes the audit entry for a disabled webhook, in the same transaction
 * @param parts.auditTargetGone writes the audit entry for a flow whose target is gone, in the same transaction
 */
export function createTrackFailures(parts: {
  database: Database;
  auditDisabled(db: TenantDb, webhookId: string): Promise<void>;
  auditTargetGone(db: TenantDb, target: FlowTarget): Promise<void>;
}): TrackFailures {
  const { database, auditDisabled, auditTargetGone } = parts;
  const inTenant = (tenantId: string, work: (db: TenantDb) => Promise<void>) =>
    inTransaction(database, (platform) => work(tenantDb(platform, tenantId)));

  return async ({ tenant_id, webhook_id, flow_id }, { succeeded, failures, now, mayDisable, gone }) => {
    if (gone !== undefined)
      return inTenant(tenant_id, async (db) => {
        if (await markTargetGone(db, gone, now)) await auditTargetGone(db, gone);
      });
    if (succeeded) {
      if (failures.failing_since === null) return;
      return inTenant(tenant_id, (db) => clearFailing(db, { webhook_id, flow_id }));
    }
    if (isRecorded(failures, now, mayDisable)) return;
    return inTenant(tenant_id, async (db) => {
      const before = await lockFailures(db, { webhook_id, flow_id });
      if (before === undefined) return;
      const failing_since = failingFrom(before, now);
      await updateFailures(db, { webhook_id, flow_id }, { failing_since, last_failed_at: now });
      if (mayDisable && now - failing_since >= DISABLE_AFTER && (await disableWebhook(db, webhook_id, now)))
        await auditDisabled(db, webhook_id);
    });
  };
}

/** Whether another failure would change nothing. */
function isRecorded({ failing_since, last_failed_at }: Failures, now: number, mayDisable: boolean): boolean {
  if (failing_since === null || last_failed_at === null) return false;
  if (now - last_failed_at >= FAILURE_RECORD_INTERVAL) return false;
  return !mayDisable || now - failing_since < DISABLE_AFTER;
}

/**
 * Since when deliveries have failed without a long gap, if one fails now. Without this, two failures days apart would
 * disable the webhook.
 */
function failingFrom({ failing_since, last_failed_at }: Failures, now: number): number {
  if (failing_since === null || last_failed_at === null) return now;
  return now - last_failed_at > MAX_FAILURE_GAP ? now : failing_since;
}
