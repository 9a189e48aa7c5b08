import type { Keyring } from '../crypto/index.ts';

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
  return {
    seal: (key, column, secret) => keyring.seal(secret, placeOf(key, column)),
    open: (key, column, sealed) => keyring.open(sealed, placeOf(key, column)),
  };
}
