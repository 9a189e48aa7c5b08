import { createCachedSecrets, type CachedSecrets, type Keyring } from '../crypto/index.ts';

/**
 * Seals and opens the secrets of webhooks for their columns. A previous secret stays sealed for the column of the
 * current one, so it can be moved without opening it.
 */
export type WebhookSecrets = CachedSecrets<'secret' | 'signing_secret' | 'decryption_key'>;

export function createWebhookSecrets(keyring: Keyring): WebhookSecrets {
  return createCachedSecrets(keyring, 'webhooks');
}
