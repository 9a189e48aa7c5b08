import type { Database } from './connect.ts';
import { tenantDb } from './handles.ts';
import type { TenantTable } from './references.ts';
import { inTransaction } from './transaction.ts';

/** The latest use of a row. */
export interface Use {
  tenantId: string;
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Writes `last_used_at`. This does not count as a change of the row, so `version` and `updated_at` stay the same. */
export async function writeLastUsed(
  database: Database,
  { table, column }: { table: TenantTable; column: string },
  uses: readonly Use[],
): Promise<void> {
  await inTransaction(database, async (platform) => {
    for (const { tenantId, id, at } of uses) {
      await tenantDb(platform, tenantId)
        .from(table)
        .where({ [column]: id })
        // Another process may have written a later use already.
        .where((last) => void last.whereNull('last_used_at').orWhere('last_used_at', '<', at))
        .update({ last_used_at: at });
    }
  });
}
