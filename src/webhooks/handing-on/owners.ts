import { credentialsOfUsers, type CredentialOfUser } from '../../credentials/index.ts';
import type { TenantDb } from '../../db/index.ts';
import type { OfCredential } from './target-read.ts';

/**
 * Whose events they are: the credential that has the sender's id for a user. Of a webhook with a credential, only
 * credentials of the same integration count, and its own before others; an id that several have is nobody's.
 */
export async function ownersOf(
  db: TenantDb,
  users: readonly string[],
  credential: OfCredential | null,
): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  if (users.length === 0) return owners;
  const candidates = (await credentialsOfUsers(db, users)).filter(
    (one) => credential === null || isSameIntegration(one, credential),
  );
  for (const user of users) {
    const having = candidates.filter(({ external_user_id }) => external_user_id === user);
    const owner =
      having.find(({ id }) => id === credential?.id) ?? (having.length === 1 ? having[0] : undefined);
    if (owner !== undefined) owners.set(user, owner.id);
  }
  return owners;
}

function isSameIntegration(one: CredentialOfUser, other: OfCredential): boolean {
  const { component_id, provider, token_url } = other;
  // Without either it is its own token endpoint that tells.
  const itself = component_id === null && provider === null;
  return (
    one.component_id === component_id && one.provider === provider && (!itself || one.token_url === token_url)
  );
}
