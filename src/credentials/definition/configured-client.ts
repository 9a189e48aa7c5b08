import { findVisible, tokenUriOf } from '../../components/index.ts';
import type { TenantDb } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import { assertUsable, findOauthClient } from '../../oauth-clients/index.ts';
import type { Client, Configuration } from '../protocol/index.ts';
import { openOauthClient, openOwnClient, type Boxes, type ClientPair } from './client-secret.ts';
import type { Integration } from './integration.ts';
import { assertSecretDestination } from './secret-destination.ts';
import type { Credential } from './store.ts';

/**
 * The credential's own client, or the tenant's OAuth client, to be sent to the token URL.
 * @param parts.now milliseconds since the epoch. By default, the previous secret is not read
 * @throws AppError token_url_changed, oauth_client_orphaned
 */
export async function clientOf(
  db: TenantDb,
  credential: Credential,
  { clientSecrets, secrets, now }: Boxes & { now?: number },
  integration: Integration,
): Promise<ClientPair | undefined> {
  const own = await openOwnClient(db.tenantId, credential, secrets, now);
  if (own !== undefined) {
    assertSecretDestination(credential, integration);
    return own;
  }
  if (credential.oauth_client_id === null) return undefined;
  const client = await findOauthClient(db, credential.oauth_client_id);
  if (client === undefined) return undefined;
  assertUsable(client);
  // The component's owner may be another tenant and can put any URL into the descriptor. So the secret is only sent to
  // the token URL from when it was entered, or to the credential's own, which requires an extra permission to set.
  if (credential.token_url === null && credential.component_id !== null) {
    const component = await findVisible(db, credential.component_id);
    const same = client.component_id === credential.component_id;
    if (component === undefined || !same || tokenUriOf(component) !== client.token_uri) {
      throw new AppError(
        'token_url_changed',
        'The token URL of the component has changed since the secret of its OAuth client was entered. If you trust the new URL, enter the secret again with PATCH on the OAuth client.',
        { meta: { oauth_client: client.id } },
      );
    }
  }
  return openOauthClient(client, clientSecrets, now);
}

type SigningClient = Pick<Configuration, 'client' | 'signJwtGrant'>;

/** Adds the client with its previous secret, if there is one that can still be used. */
export async function withPrevious(
  current: SigningClient,
  secret: string | null,
  { build, onAccepted }: { build(secret: string): Promise<SigningClient>; onAccepted(): void },
): Promise<SigningClient> {
  if (secret === null) return current;
  try {
    const { client, ...signs } = await build(secret);
    const previous = { ...client, ...signs, onAccepted };
    return { ...current, client: { ...current.client, previous } satisfies Client };
  } catch (error) {
    // The key cannot be used with other settings, for example. The current one can.
    if (error instanceof AppError) return current;
    throw error;
  }
}
