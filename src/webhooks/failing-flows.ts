import type { Query, TenantDb } from '../db/index.ts';

const TABLE = 'webhook_flows';

/** A flow to which deliveries fail. */
export interface FailingFlow {
  flow_id: string;
  /** Milliseconds since the epoch. */
  failing_since: number;
}

/** The additional flows of webhooks to which deliveries fail, by the webhook's ID. */
export async function failingFlowsOf(
  db: TenantDb,
  webhookIds: readonly string[],
): Promise<Map<string, FailingFlow[]>> {
  const byWebhook = new Map<string, FailingFlow[]>();
  if (webhookIds.length === 0) return byWebhook;
  const rows = (await db
    .from(TABLE)
    .whereIn('webhook_id', [...webhookIds])
    .whereNotNull('failing_since')
    .orderBy(['failing_since', 'flow_id'])
    .select('webhook_id', 'flow_id', 'failing_since')) as (FailingFlow & { webhook_id: string })[];
  for (const { webhook_id, flow_id, failing_since } of rows) {
    const flows = byWebhook.get(webhook_id) ?? [];
    byWebhook.set(webhook_id, [...flows, { flow_id, failing_since: Number(failing_since) }]);
  }
  return byWebhook;
}

/** Limits a query of webhooks to those with deliveries that fail, to whichever flow, or to the others. */
export function whereFailing(webhooks: Query, db: TenantDb, failing: boolean): Query {
  const added = db.from(TABLE).whereNotNull('failing_since').select('webhook_id');
  return failing
    ? webhooks.where(
        (either: Query) => void either.whereNotNull('webhooks.failing_since').orWhereIn('webhooks.id', added),
      )
    : webhooks.whereNull('webhooks.failing_since').whereNotIn('webhooks.id', added);
}

/** Stores which additional flows a webhook has. Those that stay keep their failures. */
export async function replaceFlows(
  db: TenantDb,
  webhookId: string,
  flowIds: readonly string[],
): Promise<void> {
  const stored = () => db.from(TABLE).where({ webhook_id: webhookId });
  await stored()
    .whereNotIn('flow_id', [...flowIds])
    .delete();
  const kept = new Set(
    ((await stored().select('flow_id')) as { flow_id: string }[]).map((row) => row.flow_id),
  );
  const added = flowIds.filter((id) => !kept.has(id));
  await db.insert(
    TABLE,
    added.map((flow_id) => ({ webhook_id: webhookId, flow_id })),
  );
}
