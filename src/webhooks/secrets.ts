import type { Keyring } from '../crypto/index.ts';

/** So many opened secrets are kept at hand: a busy webhook would open the same two for each event. */
const MOST_AT_HAND = 1000;

/** The secrets of a webhook, in and out of their sealed columns. */
export interface WebhookSecrets {
  seal(key: Key, column: Column, secret: string): Promise<string>;
  open(key: Key, column: Column, sealed: string): Promise<string>;
}

/** A previous secret is sealed where it stood when it was current, so that it can be moved without being opened. */
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
  // By what it was opened from, and where that stood: it is never out of date. The oldest go first.
  const atHand = new Map<string, string>();

  return {
    seal: (key, column, secret) => keyring.seal(secret, placeOf(key, column)),
    async open(key, column, sealed) {
      const from = `${key.tenant_id} ${key.id} ${column} ${sealed}`;
      const known = atHand.get(from);
      if (known !== undefined) return known;
      const secret = await keyring.open(sealed, placeOf(key, column));
      if (atHand.size >= MOST_AT_HAND) atHand.delete(atHand.keys().next().value!);
      atHand.set(from, secret);
      return secret;
    },
  };
}
