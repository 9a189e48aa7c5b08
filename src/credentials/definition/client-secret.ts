import { platformDb, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import {
  assertUsable,
  findOauthClient,
  previousSecretAt,
  type OauthClient,
  type SecretBox,
} from '../../oauth-clients/index.ts';
import type { Client } from '../protocol/index.ts';
import type { CredentialSecrets } from './credential-secrets.ts';
import { findCredential, type Credential } from './store.ts';

export interface ClientPair extends Pick<Client, 'client_id' | 'client_secret'> {
  /** The secret that was replaced, while it is still tried. */
  previous_secret: string | null;
}

export interface Boxes {
  clientSecrets: SecretBox;
  secrets: CredentialSecrets;
}

/**
 * Decrypts the credential's own client; undefined if it has none.
 * @param now milliseconds since the epoch. By default, the previous secret is not read
 */
export async function openOwnClient(
  tenantId: string,
  credential: Credential,
  secrets: CredentialSecrets,
  now = Infinity,
): Promise<ClientPair | undefined> {
  const { id, client_id, sealed_secret } = credential;
  if (client_id === null) return undefined;
  if (sealed_secret === null) return { client_id, client_secret: null, previous_secret: null };
  const previous = previousSecretAt(credential, now);
  const key = { tenantId, id };
  return {
    client_id,
    client_secret: await secrets.openClientSecret(key, sealed_secret),
    previous_secret: previous === null ? null : await secrets.openPreviousSecret(key, previous),
  };
}

/** Decrypts a tenant's OAuth client. @param now as above */
export async function openOauthClient(
  client: OauthClient,
  secrets: SecretBox,
  now = Infinity,
): Promise<ClientPair> {
  const previous = previousSecretAt(client, now);
  const { client_id, client_secret } = await secrets.open(client);
  return {
    client_id,
    client_secret,
    previous_secret: previous === null ? null : await secrets.openPrevious(client, previous),
  };
}

/**
 * Reads a credential's client secret, and the previous one while it is still tried, to verify requests that the provider
 * signs with it. They must not be sent anywhere.
 * @param now milliseconds since the epoch
 * @returns none if the credential has no secret
 */
export type ReadClientSecrets = (tenantId: string, credentialId: string, now: number) => Promise<string[]>;

export function createClientSecretReader({
  database,
  ...boxes
}: Boxes & { database: Database }): ReadClientSecrets {
  return async (tenantId, credentialId, now) => {
    const db = tenantDb(platformDb(database), tenantId);
    const credential = await findCredential(db, credentialId);
    const client = credential && (await openSigningClient(db, credential, { ...boxes, now }));
    return [client?.client_secret, client?.previous_secret].filter((secret) => typeof secret === 'string');
  };
}

/**
 * Decrypts the credential's client, to sign or to verify something with its secret. It must not be sent anywhere.
 * @param parts.now as above
 * @throws AppError oauth_client_orphaned
 */
export async function openSigningClient(
  db: TenantDb,
  credential: Credential,
  { clientSecrets, secrets, now }: Boxes & { now?: number },
): Promise<ClientPair | undefined> {
  const own = await openOwnClient(db.tenantId, credential, secrets, now);
  if (own !== undefined || credential.oauth_client_id === null) return own;
  const client = await findOauthClient(db, credential.oauth_client_id);
  if (client === undefined) return undefined;
  assertUsable(client);
  return openOauthClient(client, clientSecrets, now);
}
