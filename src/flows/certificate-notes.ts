import { rowsOfAllTenants } from '../db/all-tenants.ts';
import { inTransaction, platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';

/** How long before a client certificate expires that is noted, in milliseconds. */
const NOTED_BEFORE = 14 * 86_400_000;
/** Flows noted in one run. */
const BATCH_SIZE = 100;

/** Called in the transaction that notes it. @param expiresAt milliseconds since the epoch */
export type OnCertificateEndsSoon = (db: TenantDb, flowId: string, expiresAt: number) => Promise<void>;

/**
 * Notes once that the client certificate of a flow expires soon. Several processes can do this at the same time.
 * @returns a function that notes some, and returns `more` if there may be others
 */
export function createCertificateNotes(
  database: Database,
  clock: Clock,
  onEndsSoon: OnCertificateEndsSoon,
): () => Promise<false | 'more'> {
  return async () => {
    const now = clock();
    const found = await findExpiring(database, now);
    for (const { tenant_id, id, target_client_certificate_expires_at } of found)
      await inTransaction(database, async (platform) => {
        const db = tenantDb(platform, tenant_id);
        // Another process may have noted it, or the certificate was replaced, since it was found.
        const noted = await db
          .from('flows')
          .where({ id, target_client_certificate_expires_at })
          .whereNull('target_certificate_noted_at')
          .update({ target_certificate_noted_at: now });
        if (noted === 1) await onEndsSoon(db, id, Number(target_client_certificate_expires_at));
      });
    return found.length === BATCH_SIZE && 'more';
  };
}

interface Expiring {
  tenant_id: string;
  id: string;
  target_client_certificate_expires_at: number;
}

async function findExpiring(database: Database, now: number): Promise<Expiring[]> {
  return (await rowsOfAllTenants(platformDb(database), 'flows')
    .where('target_client_certificate_expires_at', '<=', now + NOTED_BEFORE)
    .whereNull('target_certificate_noted_at')
    .limit(BATCH_SIZE)
    .select('tenant_id', 'id', 'target_client_certificate_expires_at')) as Expiring[];
}
