import type { Actor } from '../../actions/index.ts';
import type { TenantDb } from '../../db/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import { isForTenant, isForUser } from '../../access/index.ts';
import { OauthError } from '../oauth-error.ts';

/** Who somebody is in a tenant today; undefined for who is none, or switched off. */
export type ActorOf = (db: TenantDb, userId: string) => Promise<Actor | undefined>;

/**
 * The user of a grant, if they may still let the app in: active, of the tenant, and of those whom the app is for.
 * @throws OauthError invalid_grant
 */
export async function grantingUser(
  db: TenantDb,
  actorOf: ActorOf,
  client: Client,
  userId: string,
): Promise<{ id: string; email: string }> {
  const actor = await actorOf(db, userId);
  if (actor === undefined || !isForTenant(client, db.tenantId) || !isForUser(client, userId))
    throw new OauthError('invalid_grant', 'The user may not let this app in any more.');
  return { id: userId, email: actor.name };
}
