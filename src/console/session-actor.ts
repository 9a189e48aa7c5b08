import type { Request } from 'express';
import type { Actor } from '../actions/index.ts';
import { platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Cookies, Session, Sessions } from '../sign-in/index.ts';
import { CSRF_HEADER, isFromOurPage } from './csrf.ts';

/** Names the tenant where the address does not. */
const TENANT_HEADER = 'x-tenant';

export interface SessionActorParts {
  database: Database;
  cookies: Cookies;
  sessions: Sessions;
  publicUrl: string;
  /** The tenants of which a person is an active user and has agreed to be one, by name. */
  tenantsOf(userId: string): Promise<{ id: string; name: string }[]>;
  actorOf(db: TenantDb, userId: string): Promise<Actor | undefined>;
}

/** Who sits before the console. */
export interface SessionActors {
  /** Whether a request without other credentials is a browser's with a session, in whatever state. */
  isConcernedBy(request: Request): boolean;
  /** @throws AppError unauthenticated without a session, or without its token */
  sessionOf(request: Request): Promise<Session>;
  /**
   * The person as an actor in the tenant of the address, else in the one of the header `X-Tenant`, else in their first.
   * @throws AppError unauthenticated, also for a tenant in `X-Tenant` that is not theirs; not_found for one in the address
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
    isConcernedBy: (request) => CSRF_HEADER in request.headers || cookies.readSession(request) !== undefined,
    sessionOf,
    async actorFor(request) {
      const { userId } = await sessionOf(request);
      const tenantId = chosenTenant(request, await tenantsOf(userId));
      const actor = await actorOf(tenantDb(platformDb(database), tenantId), userId);
      // Switched off between the two looks.
      if (actor === undefined) throw notSignedIn();
      return (request.actor = { ...actor, through: 'console' });
    },
  };
}

/** @throws AppError not_found for an address that is not theirs, as for one that is not there; unauthenticated */
function chosenTenant({ params, headers }: Request, tenants: { id: string }[]): string {
  const named = params['tenant'] ?? headers[TENANT_HEADER];
  const found = named === undefined ? tenants[0] : tenants.find(({ id }) => id === named);
  if (found !== undefined) return found.id;
  if (params['tenant'] !== undefined) throw notFound('tenant');
  throw new AppError('unauthenticated', 'You are no active user of this tenant, or of any.', CHALLENGE);
}

/** A scheme that no browser knows: for Basic it would ask for a password, over the page. */
const CHALLENGE = { challenge: 'Cookie realm="valetkey", form-action="/login"' };

export function notSignedIn(): AppError {
  return new AppError(
    'unauthenticated',
    'You are not signed in, or not any more. The session of a browser counts only with its X-CSRF-Token, from our own page.',
    CHALLENGE,
  );
}
