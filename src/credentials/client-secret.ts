import { platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import { assertUsable, findOauthClient, type SecretBox } from '../oauth-clients/index.ts';
import type { CredentialSecrets } from './access.ts';
import { findCredential, type Credential } from './store.ts';

/** A client's id and secret; null where it has no secret. */
export interface ClientPair {
  client_id: string;
  client_secret: string | null;
}

interface Boxes {
  clientSecrets: SecretBox;
  secrets: CredentialSecrets;
}

/** The credential's own client, opened; undefined where it has none of its own. */
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
 * The client secret of a credential, for those to whom a third party proves itself with it: it must not be sent
 * anywhere. null where there is none.
 */
export type ReadClientSecret = (tenantId: string, credentialId: string) => Promise<string | null>;

export function createClientSecretRead({
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
