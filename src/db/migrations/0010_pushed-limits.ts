import type { RawDb } from '../raw.ts';

/**
 * The size of a pushed request and where it came from, so that both can be limited. Existing requests expire in ten
 * minutes.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('pushed_requests', (table) => {
    table.integer('bytes').notNullable().defaultTo(0);
    // null: the app has authenticated.
    table.string('source', 64).nullable();
    table.index(['tenant_id', 'app_id', 'expires_at', 'source', 'bytes'], 'pushed_requests_waiting');
  });
}
