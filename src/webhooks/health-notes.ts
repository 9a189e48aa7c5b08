import { rowsOfAllTenants } from '../db/all-tenants.ts';
import { inTransaction, platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';
import { rejectionsSince, type RejectionHour } from './rejections/rejection-store.ts';
import { firstIdOf } from './replayed-events.ts';

const [MINUTE, HOUR] = [60_000, 3_600_000];

/** A webhook is reported as failing once its deliveries have failed for this long. */
const FAILING_FOR = 5 * MINUTE;
/** A webhook that fails again and again is reported at most this often. */
const FAILING_AGAIN = HOUR;
/** So many requests must be rejected because of their sender before the webhook counts as rejecting all of them. */
const MIN_REJECTED = 10;
/** Without further rejections for this long, a webhook no longer counts as rejecting. */
const REJECTING_FOR = 24 * HOUR;
/** Webhooks noted in one run. */
const BATCH_SIZE = 100;

/** Notes once when a webhook begins to fail or to reject all senders. Several processes can do this at the same time. */
export interface HealthNotes {
  /** Notes flows of webhooks to which deliveries fail. @returns `more` if there may be others */
  noteFailing(): Promise<false | 'more'>;
  /** Notes those of the webhooks that reject all senders. */
  noteRejecting(webhooks: readonly RejectionHour[]): Promise<void>;
  /** Clears the note of webhooks that have accepted a request, or rejected none for a day. */
  clearRejecting(): Promise<void>;
}

/** Called in the transaction that notes it. @param since milliseconds since the epoch */
export type OnNote = (db: TenantDb, webhookId: string, since: number) => Promise<void>;

/** Like `OnNote`, for the flow of a webhook to which deliveries fail. */
export type OnFailing = (
  db: TenantDb,
  failing: { webhook_id: string; flow_id: string },
  since: number,
) => Promise<void>;

export function createHealthNotes(parts: {
  database: Database;
  clock: Clock;
  onFailing: OnFailing;
  onRejecting: OnNote;
}): HealthNotes {
  const { database, clock, onFailing, onRejecting } = parts;
  const inTenant = (tenantId: string, work: (db: TenantDb) => Promise<void>) =>
    inTransaction(database, (platform) => work(tenantDb(platform, tenantId)));

  return {
    async noteFailing() {
      const now = clock();
      const own = await findFailing(database, now, 'webhooks');
      const added = await findFailing(database, now, 'webhook_flows');
      for (const { table, tenant_id, webhook_id, flow_id, failing_since } of [...own, ...added])
        await inTenant(tenant_id, async (db) => {
          const key = table === 'webhooks' ? { id: webhook_id, enabled: true } : { webhook_id };
          // Another process may have noted it, or a delivery succeeded, since it was found.
          const noted = await db
            .from(table)
            .where({ ...key, flow_id, failing_since })
            .where(
              (last) =>
                void last.whereNull('failing_noted_at').orWhere('failing_noted_at', '<', failing_since),
            )
            .update({ failing_noted_at: now });
          if (noted === 1) await onFailing(db, { webhook_id, flow_id }, Number(failing_since));
        });
      return [own, added].some((found) => found.length === BATCH_SIZE) && 'more';
    },
    async noteRejecting(webhooks) {
      const now = clock();
      for (const { tenant_id, webhook_id, of_sender } of webhooks) {
        if (
          of_sender === 0 ||
          !(await rejectsAll(tenantDb(platformDb(database), tenant_id), webhook_id, now))
        )
          continue;
        await inTenant(tenant_id, async (db) => {
          const noted = await db
            .from('webhooks')
            .where({ id: webhook_id })
            .whereNull('rejecting_since')
            .update({ rejecting_since: now });
          if (noted === 1) await onRejecting(db, webhook_id, now);
        });
      }
    },
    async clearRejecting() {
      await rowsOfAllTenants(platformDb(database), 'webhooks')
        .whereNotNull('rejecting_since')
        .where((ended) => {
          void ended
            .whereRaw(
              `rejecting_since < (SELECT received_at FROM webhook_events AS event
              WHERE event.tenant_id = webhooks.tenant_id AND event.webhook_id = webhooks.id
              ORDER BY event.id DESC LIMIT 1)`,
            )
            .orWhereRaw(
              `NOT EXISTS (SELECT 1 FROM rejection_hours AS hours
               WHERE hours.tenant_id = webhooks.tenant_id AND hours.webhook_id = webhooks.id
                 AND hours.hour >= ? AND hours.of_sender > 0)`,
              [hourOf(clock() - REJECTING_FOR)],
            );
        })
        .update({ rejecting_since: null });
    },
  };
}

/** A webhook's own flow, or an additional one. */
type FlowTable = 'webhooks' | 'webhook_flows';

interface Failing {
  table: FlowTable;
  tenant_id: string;
  webhook_id: string;
  flow_id: string;
  failing_since: number;
}

const IS_ENABLED = {
  webhooks: 'enabled',
  webhook_flows: `EXISTS (SELECT 1 FROM webhooks WHERE webhooks.tenant_id = webhook_flows.tenant_id
    AND webhooks.id = webhook_flows.webhook_id AND webhooks.enabled)`,
} as const;

async function findFailing(database: Database, now: number, table: FlowTable): Promise<Failing[]> {
  const webhook_id = table === 'webhooks' ? 'id' : 'webhook_id';
  const rows = (await rowsOfAllTenants(platformDb(database), table)
    .where('failing_since', '<=', now - FAILING_FOR)
    .whereRaw(IS_ENABLED[table])
    .whereRaw('(failing_noted_at IS NULL OR (failing_noted_at < failing_since AND failing_noted_at < ?))', [
      now - FAILING_AGAIN,
    ])
    .limit(BATCH_SIZE)
    .select('tenant_id', { webhook_id }, 'flow_id', 'failing_since')) as Omit<Failing, 'table'>[];
  return rows.map((row) => ({ ...row, table }));
}

/** Whether enough senders were rejected in this hour and the previous one, and no request was accepted. */
async function rejectsAll(db: TenantDb, webhookId: string, now: number): Promise<boolean> {
  const from = hourOf(now) - 1;
  const hours = await rejectionsSince(db, webhookId, from);
  if (hours.reduce((sum, { of_sender }) => sum + of_sender, 0) < MIN_REJECTED) return false;
  const events = db.from('webhook_events').where({ webhook_id: webhookId });
  const accepted: unknown = await events.where('id', '>=', firstIdOf(from * HOUR)).first('id');
  return accepted === undefined;
}

function hourOf(time: number): number {
  return Math.floor(time / HOUR);
}
