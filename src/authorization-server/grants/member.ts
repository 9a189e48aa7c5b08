import type { Actor } from '../../actions/index.ts';
import type { TenantDb } from '../../db/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import { isForTenant, isForUser } from '../../access/index.ts';
import { OauthError } from '../oauth-error.ts';

/** A user as an actor in a tenant; undefined unless they are an active member who has accepted the invitation. */
export type ActorOf = (db: TenantDb, userId: string) => Promise<Actor | undefined>;

/** The user of a grant, if they can still authorize the app: an active, accepted member whom its audience includes. */
export async function findGrantingUser(
  db: TenantDb,
  actorOf: ActorOf,
  client: Client,
  userId: string,
): Promise<{ id: string; email: string } | undefined> {
  if (!isForTenant(client, db.tenantId) || !isForUser(client, userId)) return undefined;
  const actor = await actorOf(db, userId);
  return actor && { id: userId, email: actor.name };
}

/** Like `findGrantingUser`. @throws OauthError invalid_grant if no such user is found */
export async function requireGrantingUser(
  ...of: Parameters<typeof findGrantingUser>
): Promise<{ id: string; email: string }> {
  const user = await findGrantingUser(...of);
  if (user === undefined)
    throw new OauthError('invalid_grant', 'The user is no longer allowed to authorize this app.');
  return user;
}
