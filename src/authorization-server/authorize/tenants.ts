import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import { isForUser } from '../../access/index.ts';
import { hasConsented } from '../authorizations.ts';
import { isWebUri } from '../../oauth-apps/index.ts';
import type { AuthorizationRequest } from './request.ts';

/** A tenant that a user can authorize an app for. */
export interface TenantChoice {
  id: string;
  name: string;
}

/** The tenants in which a user has an active membership. */
export type TenantsOf = (userId: string) => Promise<TenantChoice[]>;

/** The tenant that registered an app. */
export type PublisherOf = (tenantId: string) => Promise<TenantChoice>;

/**
 * The tenants that the user can authorize the app for: the app's own, or all of the user's if its audience is `any`.
 */
export async function eligibleTenants(
  tenantsOf: TenantsOf,
  { client }: AuthorizationRequest,
  userId: string,
): Promise<TenantChoice[]> {
  if (!isForUser(client, userId)) return [];
  const all = await tenantsOf(userId);
  return client.audience === 'any' ? all : all.filter(({ id }) => id === client.tenantId);
}

/** @returns the ID of the tenant to authorize without showing the consent page, if there is one */
export async function findPreapprovedTenant(
  database: Database,
  { client, scopes, redirectUri, prompt }: AuthorizationRequest,
  choices: readonly TenantChoice[],
  userId: string,
): Promise<string | undefined> {
  const [only, ...others] = choices;
  if (only === undefined || others.length > 0 || prompt.has('consent')) return undefined;
  // Any program on the device can receive this redirect, so it may not be the app that the user consented to
  // (RFC 8252, 8.6; RFC 6749, 10.2).
  if (client.public && !isWebUri(redirectUri)) return undefined;
  // automatic_consent is decided by the app's tenant, and applies to its own users only.
  if (client.automaticConsent && only.id === client.tenantId) return only.id;
  const db = tenantDb(platformDb(database), only.id);
  return (await hasConsented(db, { userId, appId: client.id }, scopes)) ? only.id : undefined;
}
