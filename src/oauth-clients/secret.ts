import type { Keyring } from '../crypto/index.ts';
import { previousSecretAfter, type PreviousSecret, type SecretChange } from './rotation.ts';
import type { OauthClient } from './store.ts';

/** Encrypts and decrypts client secrets. */
export interface SecretBox {
  seal(client: Pick<OauthClient, 'tenant_id' | 'id'>, secret: string): Promise<string>;
  open(client: OauthClient): Promise<OauthClient & { client_secret: string }>;
  /** The secret that was replaced, in a column of its own. */
  sealPrevious(client: Pick<OauthClient, 'tenant_id' | 'id'>, secret: string): Promise<string>;
  openPrevious(client: Pick<OauthClient, 'tenant_id' | 'id'>, sealed: string): Promise<string>;
}

export function createSecretBox(keyring: Keyring): SecretBox {
  const placeOf = (client: Pick<OauthClient, 'tenant_id' | 'id'>, column = 'client_secret') => ({
    tenant: client.tenant_id,
    table: 'oauth_clients',
    row: client.id,
    column,
  });
  return {
    seal: (client, secret) => keyring.seal(secret, placeOf(client)),
    async open(client) {
      const client_secret = await keyring.open(client.sealed_secret, placeOf(client));
      // Mutates the record instead of copying it; each record belongs to a single request.
      return Object.assign(client, { client_secret });
    },
    sealPrevious: (client, secret) => keyring.seal(secret, placeOf(client, 'previous_client_secret')),
    openPrevious: (client, sealed) => keyring.open(sealed, placeOf(client, 'previous_client_secret')),
  };
}

/**
 * The previous secret after a change of a client. It belongs to the client and the token URI that it was entered for.
 * @throws AppError validation_failed
 */
export function rotateSecret(
  secrets: SecretBox,
  before: OauthClient,
  after: OauthClient,
  { now, ...change }: SecretChange & { now: number },
): Promise<PreviousSecret> {
  const isSameClient =
    before.client_id === after.client_id &&
    before.component_id === after.component_id &&
    (before.token_uri ?? null) === (after.token_uri ?? null);
  return previousSecretAfter(before, change, {
    now,
    isSameClient,
    // A copy, because `open` adds the secret to the record.
    openSecret: async () => (await secrets.open({ ...before })).client_secret,
    sealPrevious: (secret) => secrets.sealPrevious(before, secret),
  });
}
