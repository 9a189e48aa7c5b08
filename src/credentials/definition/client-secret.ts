import { platformDb, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import { assertUsable, findOauthClient, type SecretBox } from '../../oauth-clients/index.ts';
import type { Client } from '../protocol/index.ts';
import type { CredentialSecrets } from './credential-secrets.ts';
import { findCredential, type Credential } from './store.ts';

export type ClientPair = Pick<Client, 'client_id' | 'client_secret'>;

interface Boxes {
  clientSecrets: SecretBox;
  secrets: CredentialSecrets;
}

/** Decrypts the credential's own client; undefined if it has none. */
export async function openOwnClient(
  tenantId: string,
  { id, client_id, sealed_secret }: Credential,
  secrets: CredentialSecrets,
): Promise<ClientPair | undefined> {
  if (client_id === null) return undefined;
  if (sealed_secret === null) return { client_id, client_secret: null };
  return { client_id, client_secret: await secrets.openClientSecret({ tenantId, id }, sealed_secret) };
}

/**
 * Reads a credential's client secret, to verify requests that the provider signs with it. It must not be sent anywhere.
 * @returns null if the credential has no secret
 */
export type ReadClientSecret = (tenantId: string, credentialId: string) => Promise<string | null>;

export function createClientSecretReader({
  database,
  ...boxes
}: Boxes & { database: Database }): ReadClientSecret {
  return async (tenantId, credentialId) => {
    const db = tenantDb(platformDb(database), tenantId);
    const credential = await findCredential(db, credentialId);
    if (credential === undefined) return null;
    const own = await openOwnClient(tenantId, credential, boxes.secrets);
    return own === undefined ? ofOauthClient(db, credential, boxes) : own.client_secret;
  };
}

async function ofOauthClient(
  db: TenantDb,
  { oauth_client_id }: Credential,
  { clientSecrets }: Boxes,
): Promise<string | null> {
  const client = oauth_client_id === null ? undefined : await findOauthClient(db, oauth_client_id);
  if (client === undefined) return null;
  assertUsable(client);
  return (await clientSecrets.open(client)).client_secret;
}
