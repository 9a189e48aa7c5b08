import type { RawDb } from '../raw.ts';

/** When the holder of a refresh lease called the provider. null: not yet, or the holder is an earlier release. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('connections', (table) => void table.bigInteger('called_at').nullable());
}
