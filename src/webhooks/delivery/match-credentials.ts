import { credentialsOfUsers, type CredentialOfUser } from '../../credentials/index.ts';
import type { TenantDb } from '../../db/index.ts';
import type { WebhookCredential } from './target-read.ts';

/**
 * Finds the credential of each user by its `external_user_id`. If the webhook has a credential, only credentials of the
 * same integration match, and the webhook's own takes precedence. Otherwise, a user with several matches has none.
 * @returns credential IDs by user
 */
export async function matchCredentials(
  db: TenantDb,
  users: readonly string[],
  credential: WebhookCredential | null,
): Promise<Map<string, string>> {
  const matched = new Map<string, string>();
  if (users.length === 0) return matched;
  const candidates = (await credentialsOfUsers(db, users)).filter(
    (one) => credential === null || isSameIntegration(one, credential),
  );
  for (const user of users) {
    const matches = candidates.filter(({ external_user_id }) => external_user_id === user);
    const match =
      matches.find(({ id }) => id === credential?.id) ?? (matches.length === 1 ? matches[0] : undefined);
    if (match !== undefined) matched.set(user, match.id);
  }
  return matched;
}

function isSameIntegration(one: CredentialOfUser, other: WebhookCredential): boolean {
  const { component_id, provider, token_url } = other;
  // With neither, the token URL identifies the integration.
  const isStandalone = component_id === null && provider === null;
  return (
    one.component_id === component_id &&
    one.provider === provider &&
    (!isStandalone || one.token_url === token_url)
  );
}
