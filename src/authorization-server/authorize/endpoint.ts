import type { Request, RequestHandler, Response } from 'express';
import { platformDb } from '../../db/index.ts';
import { sendErrorPage, FormError, readForm, readFormText, sendRedirect } from '../../http/index.ts';
import {
  expiredFormPage,
  isLocalPath,
  type PendingApp,
  type Session,
  type Sessions,
} from '../../sign-in/index.ts';
import type { Log } from '../../system/log.ts';
import { numberedError } from '../api-key-flow/errors.ts';
import { OauthError, UnreadableRequest } from '../oauth-error.ts';
import { Refusal } from './checks/index.ts';
import { errorPage } from './error-page.ts';
import { MAX_REQUEST_LENGTH, parseRequestUrl, requestTooLong, withoutPromptLogin } from './request-url.ts';
import type { AuthorizationRequest, CheckParts } from './request.ts';
import { createResponses, type ResponseParts } from './responses.ts';
import { eligibleTenants, findPreapprovedTenant } from './tenants.ts';

export interface AuthorizeParts extends CheckParts, ResponseParts {
  sessions: Sessions;
  log: Log;
}

/** The endpoints that browsers open: they decide how to respond, and `responses.ts` responds. */
export function createAuthorize(parts: AuthorizeParts) {
  const { database, sessions, cookies, tenantsOf, log } = parts;
  const { appShown, redirect, showSignIn, showConsent, grant, refuse } = createResponses(parts);

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
      const isApiKeyFlow = request.path.startsWith('/oauth/');
      if (shown instanceof OauthError)
        errorPage(response, shown, isApiKeyFlow ? numberedError(shown) : undefined);
      else sendErrorPage(request, response, error, log);
    }
  };
}
