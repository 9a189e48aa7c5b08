import { inTransaction, platformDb, tenantDb, type Database } from '../../db/index.ts';
import { sourceOf } from '../../http/index.ts';
import { newId } from '../../system/ids.ts';
import { checkPassword } from '../../users/index.ts';
import type { Consent } from '../authorizations.ts';
import type { TenantsOf } from '../authorize/tenants.ts';
import { OauthError } from '../oauth-error.ts';
import { requestedScopes } from '../requested-scopes.ts';
import type { Grant } from './grant.ts';
import { issueGrant } from './issue.ts';
import { requireGrantingUser, type ActorOf } from './member.ts';

/**
 * RFC 6749, 4.3: for legacy apps that ask users for their password; RFC 9700 (2.4) forbids it for new ones. Attempts
 * are limited as on the sign-in page, and the resulting consent is listed and revoked like any other.
 */
export function passwordGrant(parts: {
  database: Database;
  actorOf: ActorOf;
  consent: Consent;
  tenantsOf: TenantsOf;
}): Grant {
  const { database, actorOf, consent, tenantsOf } = parts;
  return async ({ client, form, now, requestId, ipAddress }) => {
    const [username, password] = [form.get('username'), form.get('password')];
    if (username === undefined || password === undefined)
      throw new OauthError('invalid_request', 'The parameters username and password are required.');
    const scopes = requestedScopes(form.get('scope'), client);
    const found = await checkPassword(
      platformDb(database),
      { email: username, password, origin: { address: sourceOf(ipAddress ?? ''), appId: client.id } },
      now,
    );
    if (found === undefined)
      throw new OauthError(
        'invalid_grant',
        'Incorrect username or password, or too many failed attempts. After five failed attempts in a row, sign-in through this app is locked for 15 minutes.',
      );
    // A user who has not accepted the invitation to this tenant cannot authorize apps in it.
    const tenants = await tenantsOf(found.id);
    if (!tenants.some(({ id }) => id === client.tenantId))
      throw new OauthError(
        'invalid_grant',
        'The user is not a member of this tenant, or has not accepted the invitation yet.',
      );
    return inTransaction(database, async (platform) => {
      const db = tenantDb(platform, client.tenantId);
      const user = await requireGrantingUser(db, actorOf, client, found.id);
      const actor = (await actorOf(db, found.id))!;
      const context = { actor: { ...actor, appId: client.id }, db, now, requestId, ipAddress };
      const { id: authorizationId } = await consent(context, client, scopes);
      const grant = { id: newId(), authorizationId, userId: user.id, scopes };
      return { tokens: await issueGrant(db, client, grant, now), tenantId: client.tenantId, user };
    });
  };
}
