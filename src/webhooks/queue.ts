import { NOW_SQL, type PlatformDb } from '../db/index.ts';
import { fromRow, rowsOf, type WebhookEvent } from './event-store.ts';
import { ATTEMPT_LEASE } from './schedule.ts';

/**
 * What is to be handed on, of all tenants. To claim an event is to put its next attempt off by a lease: should this
 * process die, it is due again by itself. Several processes claim side by side.
 */

/** Tenants with something due. Steps from tenant to tenant by the index, however many events one of them has. */
export async function tenantsWithDue({ sql, dialect }: PlatformDb): Promise<string[]> {
  const next = (after: string) =>
    `SELECT tenant_id FROM webhook_events WHERE next_attempt_at IS NOT NULL ${after} ORDER BY tenant_id LIMIT 1`;
  const answer: unknown = await sql.raw(
    `WITH RECURSIVE some (tenant_id) AS (
       SELECT * FROM (${next('')}) AS first
       UNION ALL
       SELECT (${next('AND tenant_id > some.tenant_id')}) FROM some WHERE some.tenant_id IS NOT NULL
     )
     SELECT tenant_id FROM some WHERE tenant_id IS NOT NULL AND EXISTS (
       SELECT 1 FROM webhook_events AS e WHERE e.tenant_id = some.tenant_id AND e.next_attempt_at <= ${NOW_SQL[dialect]}
     )`,
  );
  return rowsOf<{ tenant_id: string }>(answer).map(({ tenant_id }) => tenant_id);
}

/** The events of a tenant that are due longest, with the attempt that begins now counted in. */
export async function claimDue(
  { sql, dialect }: PlatformDb,
  tenantId: string,
  limit: number,
): Promise<WebhookEvent[]> {
  const now = NOW_SQL[dialect];
  const skipping = dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '';
  const answer: unknown = await sql.raw(
    `WITH due AS MATERIALIZED (
       SELECT id FROM webhook_events WHERE tenant_id = ? AND next_attempt_at <= ${now}
       ORDER BY next_attempt_at LIMIT ? ${skipping}
     )
     UPDATE webhook_events
     SET attempts = attempts + 1, next_attempt_at = ${now} + ?, updated_at = ${now}
     WHERE tenant_id = ? AND id IN (SELECT id FROM due)
     RETURNING *`,
    [tenantId, limit, ATTEMPT_LEASE, tenantId],
  );
  return rowsOf<WebhookEvent>(answer).map(fromRow);
}
