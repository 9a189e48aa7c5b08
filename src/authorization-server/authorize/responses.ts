import type { Request, Response } from 'express';
import type { Perform, WriteAction } from '../../actions/index.ts';
import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import { AlreadyUsedError } from '../../errors.ts';
import type { Client } from '../../oauth-apps/index.ts';
import type { Scopes } from '../../scopes/index.ts';
import { loginPage, type Cookies, type PendingApp, type Session } from '../../sign-in/index.ts';
import { numberedError } from '../api-key-flow/errors.ts';
import type { ActorOf } from '../grants/member.ts';
import { OauthError } from '../oauth-error.ts';
import { splitWords } from '../requested-scopes.ts';
import { appUnavailablePage } from './app-unavailable-page.ts';
import type { Refusal } from './checks/index.ts';
import { consentPage } from './consent-page.ts';
import { errorPage } from './error-page.ts';
import { redirectBack } from './redirect.ts';
import type { AuthorizationRequest, Draft } from './request.ts';
import { eligibleTenants, type TenantChoice, type PublisherOf, type TenantsOf } from './tenants.ts';

export interface ResponseParts {
  database: Database;
  issuer: string;
  cookies: Cookies;
  perform: Perform;
  grantConsent: WriteAction<AuthorizationRequest, string>;
  actorOf: ActorOf;
  tenantsOf: TenantsOf;
  /** Tenants whose invitation the user has not accepted yet. */
  invitationsOf: TenantsOf;
  scopes: Scopes;
  publisherOf: PublisherOf;
}

/** The responses to an authorization request: a page, or a redirect to the app. */
export function createResponses(parts: ResponseParts) {
  const { database, issuer, cookies, perform, grantConsent, actorOf, tenantsOf, scopes } = parts;

  function redirect(
    response: Response,
    { redirectUri, fields }: Pick<AuthorizationRequest, 'redirectUri' | 'fields'>,
    result: { code: string } | OauthError,
  ): void {
    redirectBack(response, { redirectUri, state: fields.get('state'), issuer }, result);
  }

  async function showSignIn(request: Request, response: Response, draft: Draft, to: string): Promise<void> {
    const formToken = cookies.loginToken(request, response);
    const app = draft.client && (await appShown(draft.client));
    loginPage(response, { to, formToken, app, formsRedirectAway: draft.redirectUri !== undefined });
  }

  async function appShown({ name, tenantId }: Client): Promise<PendingApp> {
    return { name, publisher: await parts.publisherOf(tenantId) };
  }

  /** Issues a code and redirects the browser back to the app. */
  async function grant(
    request: Request,
    response: Response,
    authRequest: AuthorizationRequest,
    { tenantId, userId }: { tenantId: string; userId: string },
  ): Promise<void> {
    const actor = await actorOf(tenantDb(platformDb(database), tenantId), userId);
    if (actor === undefined)
      return redirect(
        response,
        authRequest,
        new OauthError('access_denied', 'The user is not allowed to authorize this app.'),
      );
    const { requestId, ipAddress } = request;
    const call = { actor, tenantId, requestId, ipAddress };
    const code = await perform(grantConsent, call, authRequest).catch((error: unknown) => {
      throw error instanceof AlreadyUsedError ? new OauthError('invalid_request_uri', error.message) : error;
    });
    redirect(response, authRequest, { code });
  }

  /**
   * Redirects an error only after the user has signed in, so that this is not an open redirector (RFC 9700, 4.11.2).
   */
  async function refuse(
    request: Request,
    response: Response,
    { refusal, session, url }: { refusal: Refusal; session: Session | undefined; url: string },
  ): Promise<void> {
    const { draft, error } = refusal;
    if (draft.redirectUri === undefined) {
      const numbered = draft.kind === 'api_key' ? numberedError(error) : undefined;
      return errorPage(response, error, numbered, draft.client);
    }
    const silent = splitWords(draft.fields.get('prompt')).includes('none');
    if (session === undefined && !silent) return showSignIn(request, response, draft, url);
    redirect(response, { redirectUri: draft.redirectUri, fields: draft.fields }, error);
  }

  async function showConsent(
    request: Request,
    response: Response,
    params: { authRequest: AuthorizationRequest; session: Session; choices: TenantChoice[]; url: string },
  ): Promise<void> {
    const { authRequest, session, choices, url } = params;
    const { client, redirectUri } = authRequest;
    const formToken = cookies.formToken(request, response);
    const publisher = await parts.publisherOf(client.tenantId);
    const question = { client, publisher, redirectUri, email: session.email, request: url, formToken };
    if (choices.length === 0) {
      const invitations = await eligibleTenants(parts.invitationsOf, authRequest, session.userId);
      const isMember = (await tenantsOf(session.userId)).some(({ id }) => id === publisher.id);
      return appUnavailablePage(response, question, { invitations, isMember });
    }
    const known = await scopes.known(tenantDb(platformDb(database), client.tenantId), authRequest.scopes);
    const described = authRequest.scopes.map((name) => ({
      name,
      description: known.get(name)?.description ?? name,
    }));
    consentPage(response, { ...question, tenants: choices, scopes: described });
  }

  return { appShown, redirect, showSignIn, showConsent, grant, refuse };
}
