import type { Keyring } from '../crypto/index.ts';
import type { OauthClient } from './store.ts';

/** Encrypts and decrypts client secrets. */
export interface SecretBox {
  seal(client: Pick<OauthClient, 'tenant_id' | 'id'>, secret: string): Promise<string>;
  open(client: OauthClient): Promise<OauthClient & { client_secret: string }>;
}

export function createSecretBox(keyring: Keyring): SecretBox {
  const placeOf = (client: Pick<OauthClient, 'tenant_id' | 'id'>) => ({
    tenant: client.tenant_id,
    table: 'oauth_clients',
    row: client.id,
    column: 'client_secret',
  });
  return {
    seal: (client, secret) => keyring.seal(secret, placeOf(client)),
    async open(client) {
      const client_secret = await keyring.open(client.sealed_secret, placeOf(client));
      // Mutates the record instead of copying it; each record belongs to a single request.
      return Object.assign(client, { client_secret });
    },
  };
}
