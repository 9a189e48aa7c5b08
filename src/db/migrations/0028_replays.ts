import { uniqueName } from '../errors.ts';
import type { RawDb } from '../raw.ts';
import { tenantTable, timestampsAndCreator } from './columns.ts';

/** Replays of a webhook's events, which are worked off in the background. */
export async function up({ sql }: RawDb): Promise<void> {
  await tenantTable(sql, 'webhook_replays', (table) => {
    table.uuid('id').notNullable();
    table.uuid('webhook_id').notNullable();
    table.string('state', 10).notNullable();
    // Which events: received from `since` until before `until`.
    table.bigInteger('since').notNullable();
    table.bigInteger('until').notNullable();
    // JSON lists.
    table.text('states').notNullable();
    table.text('types').nullable();
    table.text('search').nullable();
    // The last event that was examined.
    table.uuid('position').notNullable();
    table.bigInteger('replayed').notNullable();
    // The last event that was counted; null once all are.
    table.uuid('count_position').nullable();
    table.bigInteger('counted').notNullable();
    // When the next piece is due; null unless the replay is running.
    table.bigInteger('next_piece_at').nullable();
    table.bigInteger('finished_at').nullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'id']);
    table.index(['tenant_id', 'webhook_id', 'id']);
    table
      .foreign(['tenant_id', 'webhook_id'])
      .references(['tenant_id', 'id'])
      .inTable('webhooks')
      .onDelete('CASCADE');
  });
  const one = ['tenant_id', 'webhook_id'];
  await sql.raw(
    `CREATE UNIQUE INDEX ${uniqueName('webhook_replays', one)} ON webhook_replays (${one.join(', ')})
     WHERE state = 'running'`,
  );
  await sql.raw(
    'CREATE INDEX webhook_replays_finished_index ON webhook_replays (finished_at) WHERE finished_at IS NOT NULL',
  );
  await sql.raw(
    'CREATE INDEX webhook_replays_next_piece_index ON webhook_replays (next_piece_at) WHERE next_piece_at IS NOT NULL',
  );
}
