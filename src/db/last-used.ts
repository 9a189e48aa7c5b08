import type { Database } from './connect.ts';
import { tenantDb } from './handles.ts';
import type { TenantTable } from './references.ts';
import { inTransaction } from './transaction.ts';

/** That a row was used, last. */
export interface Use {
  tenantId: string;
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Writes `last_used_at`. No change of the row itself, so neither its version nor `updated_at` moves. */
export async function noteLastUses(
  database: Database,
  { table, column }: { table: TenantTable; column: string },
  uses: readonly Use[],
): Promise<void> {
  await inTransaction(database, async (platform) => {
    for (const { tenantId, id, at } of uses) {
      await tenantDb(platform, tenantId)
        .from(table)
        .where({ [column]: id })
        // Another process may have noted a later use already.
        .where((last) => void last.whereNull('last_used_at').orWhere('last_used_at', '<', at))
        .update({ last_used_at: at });
    }
  });
}
