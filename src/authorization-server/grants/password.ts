import { inTransaction, platformDb, tenantDb, type Database } from '../../db/index.ts';
import { newId } from '../../system/ids.ts';
import { checkPassword } from '../../users/index.ts';
import type { Consent } from '../authorizations.ts';
import type { TenantsOf } from '../authorize/tenants.ts';
import { OauthError } from '../oauth-error.ts';
import { requestedScopes } from '../requested-scopes.ts';
import type { Grant } from './grant.ts';
import { issueGrant } from './issue.ts';
import { grantingUser, type ActorOf } from './member.ts';

/**
 * RFC 6749, 4.3: for apps of old that ask users for their password, which RFC 9700 (2.4) forbids to new ones. Guesses
 * are limited as at the sign-in page; what the user has let in by it is listed and revoked as any consent.
 */
export function passwordGrant(parts: {
  database: Database;
  actorOf: ActorOf;
  consent: Consent;
  tenantsOf: TenantsOf;
}): Grant {
  const { database, actorOf, consent, tenantsOf } = parts;
  return async ({ client, form, now, requestId }) => {
    const [username, password] = [form.get('username'), form.get('password')];
    if (username === undefined || password === undefined)
      throw new OauthError('invalid_request', 'The parameters username and password are needed.');
    const scopes = requestedScopes(form.get('scope'), client);
    const found = await checkPassword(
      platformDb(database),
      { email: username, password, from: client.id },
      now,
    );
    if (found === undefined)
      throw new OauthError(
        'invalid_grant',
        'The user name or the password is not right. After five failures in a row an address is locked for 15 minutes.',
      );
    // Who has never agreed to be a user of this tenant has nothing here to let apps into.
    const tenants = await tenantsOf(found.id);
    if (!tenants.some(({ id }) => id === client.tenantId))
      throw new OauthError(
        'invalid_grant',
        'The user is not a user of this tenant, or has not agreed to be one yet.',
      );
    return inTransaction(database, async (platform) => {
      const db = tenantDb(platform, client.tenantId);
      const user = await grantingUser(db, actorOf, client, found.id);
      const actor = (await actorOf(db, found.id))!;
      const context = { actor: { ...actor, appId: client.id }, db, now, requestId };
      const { id: authorizationId } = await consent(context, client, scopes);
      const grant = { id: newId(), authorizationId, userId: user.id, scopes };
      return { answer: await issueGrant(db, client, grant, now), tenantId: client.tenantId, user };
    });
  };
}
