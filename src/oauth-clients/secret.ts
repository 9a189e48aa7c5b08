import type { Keyring } from '../crypto/index.ts';
import type { OauthClient } from './store.ts';

/** The client's secret, in and out of its sealed column. */
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
      // Records are made for one request and belong to it: no copy.
      return Object.assign(client, { client_secret });
    },
  };
}
