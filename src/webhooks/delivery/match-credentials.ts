import { credentialsOfUsers, type CredentialOfUser } from '../../credentials/index.ts';
import type { TenantDb } from '../../db/index.ts';
import type { WebhookCredential } from './target-read.ts';

/**
 * Finds the credential of each user by its `external_user_id`. If the webhook has a credential, only credentials of the
 * same integration match, and the webhook's own takes precedence. Otherwise, a user with several matches has none. IDs
 * from a user ID mapper take precedence over those that were found where a provider documents them: such IDs of
 * different providers can be equal by chance, so without a credential they do not match at all.
 * @returns credential IDs by user
 */
export async function matchCredentials(
  db: TenantDb,
  users: readonly string[],
  credential: WebhookCredential | null,
): Promise<Map<string, string>> {
  const matched = new Map<string, string>();
  if (users.length === 0) return matched;
  const candidates = (await credentialsOfUsers(db, users)).filter((one) =>
    credential === null ? !one.user_id_documented : isSameIntegration(one, credential),
  );
  for (const user of users) {
    const all = candidates.filter(({ external_user_id }) => external_user_id === user);
    const mapped = all.filter(({ user_id_documented }) => !user_id_documented);
    const matches = mapped.length > 0 ? mapped : all;
    const match =
      all.find(({ id }) => id === credential?.id) ?? (matches.length === 1 ? matches[0] : undefined);
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
