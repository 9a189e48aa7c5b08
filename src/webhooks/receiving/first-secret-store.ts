import { constantTimeIncludes } from '../../crypto/index.ts';
import { inTransaction, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import { secretFault } from '../../signatures/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { WebhookSecrets } from '../secrets.ts';
import type { WebhookEndpoint } from './endpoint-read.ts';
import type { OfferedSecret } from './handshakes/index.ts';
import { refused } from './refused.ts';

/**
 * Stores the secret of a webhook that has none. A sender that missed the response may repeat its request; nobody can
 * replace a secret this way.
 * @throws AppError unauthenticated if the webhook has another secret, or if the secret is invalid for its verification
 */
export type StoreFirstSecret = (
  endpoint: WebhookEndpoint,
  offered: Pick<OfferedSecret, 'secret' | 'shown'>,
) => Promise<void>;

/** @param parts.auditSecretSet writes the audit entry, in the same transaction */
export function createStoreFirstSecret(parts: {
  database: Database;
  secrets: WebhookSecrets;
  clock: Clock;
  auditSecretSet(db: TenantDb, webhookId: string): Promise<void>;
}): StoreFirstSecret {
  const { database, secrets, clock, auditSecretSet } = parts;

  /** @returns the sealed secret that the webhook has now; undefined if the webhook was deleted */
  function storeUnlessSet(tenantId: string, webhookId: string, sealed: string, shown: boolean) {
    return inTransaction(database, async (platform) => {
      const db = tenantDb(platform, tenantId);
      const changed = await db
        .from('webhooks')
        .where({ id: webhookId })
        .whereNull('secret')
        .update({ secret: sealed, secret_shown: shown, updated_at: clock() })
        .increment('version', 1);
      if (changed > 0) {
        await auditSecretSet(db, webhookId);
        return sealed;
      }
      const row = (await db.from('webhooks').where({ id: webhookId }).first('secret')) as
        { secret: string } | undefined;
      return row?.secret;
    });
  }

  return async (endpoint, { secret, shown }) => {
    const verification = endpoint.services.webhook_event_verification;
    const fault =
      verification === undefined
        ? 'The webhook has no webhook_event_verification.'
        : secretFault(verification, secret);
    if (fault !== undefined) throw refused(fault);
    const held =
      endpoint.secret ??
      (await storeUnlessSet(
        endpoint.tenant_id,
        endpoint.id,
        await secrets.seal(endpoint, 'secret', secret),
        shown,
      ));
    if (held === undefined || !constantTimeIncludes([await secrets.open(endpoint, 'secret', held)], secret))
      throw refused('The webhook already has a secret. Remove it first, or create another webhook.');
  };
}
