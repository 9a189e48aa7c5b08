import type { Request } from 'express';
import type { Actor } from '../actions/index.ts';
import { platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Cookies, Session, Sessions } from '../sign-in/index.ts';
import { CSRF_HEADER, isFromOurPage } from './csrf.ts';

/** Selects the tenant for paths that do not contain one. */
const TENANT_HEADER = 'x-tenant';

export interface SessionActorParts {
  database: Database;
  cookies: Cookies;
  sessions: Sessions;
  publicUrl: string;
  /** The tenants in which a user has an active, accepted membership, ordered by name. */
  tenantsOf(userId: string): Promise<{ id: string; name: string }[]>;
  actorOf(db: TenantDb, userId: string): Promise<Actor | undefined>;
}

/** Authenticates console requests by their session. */
export interface SessionActors {
  /** Whether a request without other credentials has a session cookie or CSRF token, valid or not. */
  handles(request: Request): boolean;
  /** @throws AppError unauthenticated without a valid session and CSRF token */
  sessionOf(request: Request): Promise<Session>;
  /**
   * The user as an actor in the tenant of the path, else of the `X-Tenant` header, else in their first tenant.
   * @throws AppError not_found if the user is not a member of the path's tenant; unauthenticated for all other failures
   */
  actorFor(request: Request): Promise<Actor>;
}

export function createSessionActors(parts: SessionActorParts): SessionActors {
  const { database, cookies, sessions, publicUrl, tenantsOf, actorOf } = parts;

  async function sessionOf(request: Request): Promise<Session> {
    const token = cookies.readSession(request);
    if (token === undefined || !isFromOurPage(request, token, publicUrl)) throw notSignedIn();
    const session = await sessions.find(request);
    if (session === undefined) throw notSignedIn();
    return session;
  }

  return {
    handles: (request) => CSRF_HEADER in request.headers || cookies.readSession(request) !== undefined,
    sessionOf,
    async actorFor(request) {
      const { userId } = await sessionOf(request);
      const tenantId = selectTenant(request, await tenantsOf(userId));
      const actor = await actorOf(tenantDb(platformDb(database), tenantId), userId);
      // The user was deactivated after the list of tenants was read.
      if (actor === undefined) throw notSignedIn();
      return (request.actor = { ...actor, through: 'console' });
    },
  };
}

/**
 * @throws AppError not_found if the user is not a member of the path's tenant, or it does not exist; unauthenticated
 */
function selectTenant({ params, headers }: Request, tenants: { id: string }[]): string {
  const named = params['tenant'] ?? headers[TENANT_HEADER];
  const found = named === undefined ? tenants[0] : tenants.find(({ id }) => id === named);
  if (found !== undefined) return found.id;
  if (params['tenant'] !== undefined) throw notFound('tenant');
  throw new AppError(
    'unauthenticated',
    `You are not an active member of ${named === undefined ? 'any' : 'this'} tenant. Ask an administrator for access.`,
    CHALLENGE,
  );
}

/** A scheme that browsers do not know. For Basic, they would show a password prompt. */
const CHALLENGE = { challenge: 'Cookie realm="valetkey", form-action="/login"' };

export function notSignedIn(): AppError {
  return new AppError(
    'unauthenticated',
    'You are not signed in, or your session has expired. Sign in again at /login. Session requests must include X-CSRF-Token.',
    CHALLENGE,
  );
}
