import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import { isForUser } from '../../access/index.ts';
import { hasConsented } from '../authorizations.ts';
import { isWebUri } from '../../oauth-apps/index.ts';
import type { AuthorizationRequest } from './request.ts';

/** A tenant into which a user can let an app. */
export interface Choice {
  id: string;
  name: string;
}

/** The active memberships of a person. */
export type TenantsOf = (userId: string) => Promise<Choice[]>;

/** Where the user can let the app in: into its own tenant, or, where it is for any, into each of theirs. */
export async function choicesOf(
  tenantsOf: TenantsOf,
  { client }: AuthorizationRequest,
  userId: string,
): Promise<Choice[]> {
  if (!isForUser(client, userId)) return [];
  const all = await tenantsOf(userId);
  return client.audience === 'any' ? all : all.filter(({ id }) => id === client.tenantId);
}

/** The tenant for which the user need not be asked, if there is one. */
export async function needsNoConsent(
  database: Database,
  { client, scopes, redirectUri, prompt }: AuthorizationRequest,
  choices: readonly Choice[],
  userId: string,
): Promise<string | undefined> {
  const [only, ...others] = choices;
  if (only === undefined || others.length > 0 || prompt.has('consent')) return undefined;
  // Any program on a device can listen there, and nothing proves that it is the app that was let in before
  // (RFC 8252, 8.6; RFC 6749, 10.2).
  if (client.public && !isWebUri(redirectUri)) return undefined;
  // What an app's own tenant has decided holds for its own users.
  if (client.automaticConsent && only.id === client.tenantId) return only.id;
  const db = tenantDb(platformDb(database), only.id);
  return (await hasConsented(db, { userId, appId: client.id }, scopes)) ? only.id : undefined;
}
