import type { Keyring } from '../crypto/index.ts';

/** Maximum number of cached secrets. Without the cache, a busy webhook would decrypt the same two for each event. */
const MAX_CACHED = 1000;

/** Seals and opens the secrets of webhooks for their columns. */
export interface WebhookSecrets {
  seal(key: Key, column: Column, secret: string): Promise<string>;
  open(key: Key, column: Column, sealed: string): Promise<string>;
}

/** A previous secret stays sealed for the column of the current one, so it can be moved without opening it. */
type Column = 'secret' | 'signing_secret';

interface Key {
  tenant_id: string;
  id: string;
}

export function createWebhookSecrets(keyring: Keyring): WebhookSecrets {
  const placeOf = ({ tenant_id, id }: Key, column: Column) => ({
    tenant: tenant_id,
    table: 'webhooks',
    row: id,
    column,
  });
  // Keyed by sealed value and position, so an entry never goes stale. The oldest are evicted first.
  const cache = new Map<string, string>();

  return {
    seal: (key, column, secret) => keyring.seal(secret, placeOf(key, column)),
    async open(key, column, sealed) {
      const from = `${key.tenant_id} ${key.id} ${column} ${sealed}`;
      const known = cache.get(from);
      if (known !== undefined) return known;
      const secret = await keyring.open(sealed, placeOf(key, column));
      if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value!);
      cache.set(from, secret);
      return secret;
    },
  };
}
