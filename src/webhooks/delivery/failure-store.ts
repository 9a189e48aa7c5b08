import type { Query, TenantDb } from '../../db/index.ts';
import type { WebhookEvent } from '../event-store.ts';

/** The failures of deliveries to a flow of a webhook. Times in milliseconds since the epoch. */
export interface Failures {
  /** Since when every delivery has failed; null if the last one succeeded. */
  failing_since: number | null;
  /** When a delivery last failed; null if none has failed since this column was added. */
  last_failed_at: number | null;
}

/** A flow of a webhook; null for the webhook's own flow. */
export type FlowOfWebhook = Pick<WebhookEvent, 'webhook_id' | 'flow_id'>;

/** @returns undefined if the webhook has been deleted, or no longer delivers to the flow */
export async function lockFailures(db: TenantDb, flow: FlowOfWebhook): Promise<Failures | undefined> {
  const columns = ['failing_since', 'last_failed_at'] as const;
  return (await failuresOf(db, flow, 'lock').first(columns)) as Failures | undefined;
}

export async function updateFailures(db: TenantDb, flow: FlowOfWebhook, failures: Failures): Promise<void> {
  await failuresOf(db, flow).update(failures);
}

export async function clearFailing(db: TenantDb, flow: FlowOfWebhook): Promise<void> {
  await failuresOf(db, flow).whereNotNull('failing_since').update({ failing_since: null });
}

/** The row with the failures of a flow. Those of a webhook's own flow are in the row of the webhook. */
function failuresOf(
  db: TenantDb,
  { webhook_id, flow_id }: FlowOfWebhook,
  access: 'from' | 'lock' = 'from',
): Query {
  return flow_id === null
    ? db[access]('webhooks').where({ id: webhook_id })
    : db[access]('webhook_flows').where({ webhook_id, flow_id });
}

/** SQL of the failures of an event's flow. Read when the attempt is stored, because another may have failed before. */
export const FAILURES_OF_EVENT = (['failing_since', 'last_failed_at'] as const)
  .map(
    (column) => `CASE WHEN webhook_events.flow_id IS NULL
       THEN (SELECT ${column} FROM webhooks
         WHERE webhooks.tenant_id = webhook_events.tenant_id AND webhooks.id = webhook_events.webhook_id)
       ELSE (SELECT ${column} FROM webhook_flows AS added WHERE added.tenant_id = webhook_events.tenant_id
         AND added.webhook_id = webhook_events.webhook_id AND added.flow_id = webhook_events.flow_id)
     END AS ${column}`,
  )
  .join(', ');
