import type { RawDb } from '../raw.ts';

/**
 * When a delivery last failed, so that two failures with days between them do not disable a webhook. Not set for
 * failures before this migration; the next one counts as the first.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('webhooks', (table) => void table.bigInteger('last_failed_at').nullable());
}
