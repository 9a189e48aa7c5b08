import type { Request, RequestHandler, Response } from 'express';
import type { Perform, WriteAction } from '../../actions/index.ts';
import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import { sendErrorPage, FormError, readForm, readFormText, sendRedirect } from '../../http/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import type { Scopes } from '../../scopes/index.ts';
import {
  expiredFormPage,
  isLocalPath,
  loginPage,
  type Cookies,
  type PendingApp,
  type Session,
  type Sessions,
} from '../../sign-in/index.ts';
import type { Log } from '../../system/log.ts';
import { dialectCode } from '../dialect/errors.ts';
import type { ActorOf } from '../grants/member.ts';
import { OauthError, UnreadableRequest } from '../oauth-error.ts';
import { MAX_REQUEST_LENGTH, parseRequestUrl, requestTooLong, withoutPromptLogin } from './request-url.ts';
import { redirectBack } from './redirect.ts';
import { Refusal } from './checks/index.ts';
import { splitWords } from '../requested-scopes.ts';
import { appUnavailablePage } from './app-unavailable-page.ts';
import { consentPage } from './consent-page.ts';
import { errorPage } from './error-page.ts';
import type { AuthorizationRequest, CheckParts, Draft } from './request.ts';
import {
  eligibleTenants,
  findPreapprovedTenant,
  type TenantChoice,
  type PublisherOf,
  type TenantsOf,
} from './tenants.ts';

export interface AuthorizeParts extends CheckParts {
  database: Database;
  issuer: string;
  sessions: Sessions;
  cookies: Cookies;
  perform: Perform;
  grantConsent: WriteAction<AuthorizationRequest, string>;
  actorOf: ActorOf;
  tenantsOf: TenantsOf;
  /** Tenants whose invitation the user has not accepted yet. */
  invitationsOf: TenantsOf;
  scopes: Scopes;
  publisherOf: PublisherOf;
  log: Log;
}

export function createAuthorize(parts: AuthorizeParts) {
  const { database, issuer, sessions, cookies, perform, grantConsent, actorOf, tenantsOf, scopes, log } =
    parts;

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
      const alreadyUsed = error instanceof AppError && error.code === 'conflict';
      throw alreadyUsed ? new OauthError('invalid_request_uri', error.message) : error;
    });
    redirect(response, authRequest, { code });
  }

  async function handleRequest(request: Request, response: Response, url: string): Promise<void> {
    const authRequest = await parseRequestUrl(url, parts);
    if (authRequest === undefined)
      throw new OauthError('invalid_request', 'This URL is not an authorization request. Use /oauth2/auth.');
    const session = await sessions.find(request);
    if (authRequest instanceof Refusal)
      return refuse(request, response, { refusal: authRequest, session, url });
    const { prompt } = authRequest;
    if (session === undefined || requiresSignIn(authRequest, session)) {
      if (prompt.has('none'))
        return redirect(
          response,
          authRequest,
          new OauthError(
            'login_required',
            'The user is not signed in. Send the request again without prompt=none.',
          ),
        );
      return showSignIn(request, response, authRequest, prompt.has('login') ? withoutPromptLogin(url) : url);
    }
    const choices = await eligibleTenants(tenantsOf, authRequest, session.userId);
    const tenantId = await findPreapprovedTenant(database, authRequest, choices, session.userId);
    if (tenantId !== undefined)
      return grant(request, response, authRequest, { tenantId, userId: session.userId });
    if (prompt.has('none'))
      return redirect(
        response,
        authRequest,
        new OauthError(
          'consent_required',
          'The user has not consented yet. Send the request again without prompt=none.',
        ),
      );
    return showConsent(request, response, { authRequest, session, choices, url });
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
    if (draft.redirectUri === undefined)
      return errorPage(response, error, draft.kind === 'api_key' ? dialectCode(error) : undefined);
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

  /** POST (RFC 6749, 3.1) is redirected to GET, so that the browser sends the SameSite=Lax session cookie. */
  const authorize: RequestHandler = async (request, response) => {
    request.routeTemplate = request.path.replace(/\/$/, '');
    if (request.method !== 'POST') return handleRequest(request, response, request.originalUrl);
    const url = `${request.path}?${await readFormText(request, response)}`;
    if (url.length > MAX_REQUEST_LENGTH) throw requestTooLong();
    if (!isLocalPath(url))
      throw new FormError('The request body is not valid application/x-www-form-urlencoded data.');
    sendRedirect(response, url);
  };

  /** `POST /oauth2/consent`: the user's decision. The request is checked again, because it comes from the browser. */
  const decide: RequestHandler = async (request, response) => {
    request.routeTemplate = '/oauth2/consent';
    const form = await readForm(request, response);
    const session = await sessions.find(request);
    if (!cookies.verifyFormToken(request, form.get('form_token')))
      return expiredFormPage(response, form.get('request'));
    const url = form.get('request') ?? '';
    const authRequest = await parseRequestUrl(url, parts);
    if (authRequest === undefined) return expiredFormPage(response);
    if (authRequest instanceof Refusal)
      return refuse(request, response, { refusal: authRequest, session, url });
    // The user has signed out in the meantime.
    if (session === undefined) return sendRedirect(response, url);
    if (form.get('decision') !== 'allow') {
      if (authRequest.requestUri !== undefined)
        await parts.pushed.consume(platformDb(database), authRequest.requestUri);
      return redirect(response, authRequest, new OauthError('access_denied', 'The user denied the request.'));
    }
    const choices = await eligibleTenants(tenantsOf, authRequest, session.userId);
    const chosen = choices.find(({ id }) => id === form.get('tenant'));
    if (chosen === undefined) return showConsent(request, response, { authRequest, session, choices, url });
    return grant(request, response, authRequest, { tenantId: chosen.id, userId: session.userId });
  };

  /** The app that the user returns to after signing in, if `to` is an authorization request. */
  async function pendingApp(to: string): Promise<{ formsRedirectAway: boolean; app?: PendingApp }> {
    const authRequest = await parseRequestUrl(to, parts).catch(() => undefined);
    const draft = authRequest instanceof Refusal ? authRequest.draft : authRequest;
    if (draft?.redirectUri === undefined || draft.client === undefined) return { formsRedirectAway: false };
    return { formsRedirectAway: true, app: await appShown(draft.client) };
  }

  return { authorize: withErrorPages(authorize, log), decide: withErrorPages(decide, log), pendingApp };
}

/**
 * Whether the app wants the user to sign in again. `prompt=login` cannot be removed from a pushed request, so a sign-in
 * later than the push counts.
 */
function requiresSignIn({ prompt, pushedAt }: AuthorizationRequest, { signedInAt }: Session): boolean {
  return prompt.has('login') && !(pushedAt !== undefined && signedInAt >= pushedAt);
}

/** Users open these endpoints in a browser, so errors are shown as pages. */
function withErrorPages(handler: RequestHandler, log: Log): RequestHandler {
  return async (request, response, next) => {
    try {
      await handler(request, response, next);
    } catch (error) {
      const shown = error instanceof FormError ? new UnreadableRequest(error) : error;
      const isDialect = request.path.startsWith('/oauth/');
      if (shown instanceof OauthError) errorPage(response, shown, isDialect ? dialectCode(shown) : undefined);
      else sendErrorPage(request, response, error, log);
    }
  };
}
