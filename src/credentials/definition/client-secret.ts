import { platformDb, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import { assertUsable, findOauthClient, type SecretBox } from '../../oauth-clients/index.ts';
import type { Client } from '../protocol/index.ts';
import type { CredentialSecrets } from './credential-secrets.ts';
import { findCredential, type Credential } from './store.ts';

export type ClientPair = Pick<Client, 'client_id' | 'client_secret'>;

export interface Boxes {
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
    return (await openSigningClient(db, credential, boxes))?.client_secret ?? null;
  };
}

/**
 * Decrypts the credential's client, to sign or to verify something with its secret. It must not be sent anywhere.
 * @throws AppError oauth_client_orphaned
 */
export async function openSigningClient(
  db: TenantDb,
  credential: Credential,
  { clientSecrets, secrets }: Boxes,
): Promise<ClientPair | undefined> {
  const own = await openOwnClient(db.tenantId, credential, secrets);
  if (own !== undefined || credential.oauth_client_id === null) return own;
  const client = await findOauthClient(db, credential.oauth_client_id);
  if (client === undefined) return undefined;
  assertUsable(client);
  const { client_id, client_secret } = await clientSecrets.open(client);
  return { client_id, client_secret };
}
