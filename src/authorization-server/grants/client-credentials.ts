import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import { OFFLINE_ACCESS, USER_PREFIX } from '../../scopes/index.ts';
import { isId } from '../../system/ids.ts';
import { OauthError } from '../oauth-error.ts';
import { requestedScopes } from '../requested-scopes.ts';
import { newAccessToken, type AccessTokenRow } from '../tokens.ts';
import type { Grant } from './grant.ts';
import type { ActorOf } from './member.ts';

/**
 * RFC 6749, 4.4. The app acts as itself, or, with a scope `user:{id}` and impersonation enabled, as that user of its
 * tenant, limited to both the requested scopes and the user's permissions. There is no refresh token, because the app
 * can always request a new access token.
 */
export function clientCredentialsGrant(parts: {
  database: Database;
  actorOf: ActorOf;
  write(row: AccessTokenRow): Promise<void>;
}): Grant {
  const { database, actorOf, write } = parts;

  async function userOf(client: Client, id: string): Promise<{ id: string; email: string }> {
    const actor = isId(id) ? await actorOf(tenantDb(platformDb(database), client.tenantId), id) : undefined;
    if (actor === undefined)
      throw new OauthError(
        'invalid_scope',
        'The scope user:ID must contain the ID of an active user of the tenant who has accepted the invitation to it.',
      );
    return { id, email: actor.name };
  }

  return async ({ client, form, now }) => {
    const { asked, userId } = splitUser(form.get('scope'));
    if (userId !== undefined && !client.impersonation)
      throw new OauthError(
        'invalid_scope',
        "This app cannot act as users. Set impersonation to true in the app's settings.",
      );
    const user = userId === undefined ? null : await userOf(client, userId);
    const scopes = requestedScopes(asked, client).filter((scope) => scope !== OFFLINE_ACCESS);
    if (scopes.length === 0)
      throw new OauthError(
        'invalid_scope',
        'The token would have no scopes. Add scopes to the OAuth app, or request a scope other than offline_access, which only applies to users.',
      );
    const { tenantId, id: appId, accessTokenLifetime: lifetime } = client;
    const wanted = { tenantId, appId, userId: user?.id ?? null, grantId: null, scopes, lifetime };
    const { row, response } = newAccessToken(wanted, now);
    await write(row);
    const scope = user === null ? response.scope : [USER_PREFIX + user.id, ...scopes].join(' ');
    return { tokens: { ...response, scope }, tenantId, user };
  };
}

/** Separates `user:{id}` from the other scopes. @throws OauthError invalid_scope for more than one user */
function splitUser(scope: string | undefined): { asked: string | undefined; userId: string | undefined } {
  if (scope === undefined || !scope.includes(USER_PREFIX)) return { asked: scope, userId: undefined };
  const all = scope.split(' ').filter((one) => one !== '');
  const users = all.filter((one) => one.startsWith(USER_PREFIX));
  if (users.length > 1)
    throw new OauthError('invalid_scope', 'A token can act as only one user. Send a single user:ID scope.');
  const others = all.filter((one) => !one.startsWith(USER_PREFIX));
  return {
    asked: others.length === 0 ? undefined : others.join(' '),
    userId: users[0]?.slice(USER_PREFIX.length),
  };
}
