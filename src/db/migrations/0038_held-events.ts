import type { RawDb } from '../raw.ts';

/** Finds events that are held while their flow or webhook is not active: they are no longer in a queue. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.raw(
    `CREATE INDEX webhook_events_held_index ON webhook_events (webhook_id, COALESCE(flow_id, webhook_id), id)
     WHERE state = 'pending' AND next_attempt_at IS NULL AND COALESCE(order_state, '') <> 'waiting'`,
  );
}
