import type { Request, RequestHandler, Response } from 'express';
import type { Perform, WriteAction } from '../../actions/index.ts';
import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import { faultPage, FormError, readForm, readFormText, sendOn } from '../../http/index.ts';
import type { Scopes } from '../../scopes/index.ts';
import {
  foreignFormPage,
  isLocal,
  loginPage,
  type Cookies,
  type Session,
  type Sessions,
} from '../../sign-in/index.ts';
import type { Log } from '../../system/log.ts';
import { dialectCode } from '../dialect/errors.ts';
import type { ActorOf } from '../grants/member.ts';
import { OauthError } from '../oauth-error.ts';
import { LONGEST_REQUEST, readAddress, tooLong, withoutLogin } from './address.ts';
import { formTargetOf, redirectBack } from './answer.ts';
import { Refusal } from './checks/index.ts';
import { wordsOf } from '../requested-scopes.ts';
import { consentPage, errorPage, notForYouPage } from './pages.ts';
import type { AuthorizationRequest, CheckParts, Draft } from './request.ts';
import { choicesOf, needsNoConsent, type Choice, type TenantsOf } from './tenants.ts';

export interface AuthorizeParts extends CheckParts {
  database: Database;
  issuer: string;
  sessions: Sessions;
  cookies: Cookies;
  perform: Perform;
  letIn: WriteAction<AuthorizationRequest, string>;
  actorOf: ActorOf;
  tenantsOf: TenantsOf;
  /** Tenants that have added the person, who has not agreed yet. */
  invitationsOf: TenantsOf;
  scopes: Scopes;
  log: Log;
}

export function createAuthorize(parts: AuthorizeParts) {
  const { database, issuer, sessions, cookies, perform, letIn, actorOf, tenantsOf, scopes, log } = parts;

  function back(
    response: Response,
    { redirectUri, fields }: Pick<AuthorizationRequest, 'redirectUri' | 'fields'>,
    answer: { code: string } | OauthError,
  ): void {
    redirectBack(response, { redirectUri, state: fields.get('state'), issuer }, answer);
  }

  function askToSignIn(request: Request, response: Response, draft: Draft, to: string): void {
    const { client, redirectUri } = draft;
    const formToken = cookies.formToken(request, response);
    const formTargets = redirectUri === undefined ? [] : [formTargetOf(redirectUri)];
    loginPage(response, { to, formToken, appName: client?.name, formTargets });
  }

  /** The user lets the app in: the browser goes back with a code. */
  async function grant(
    request: Request,
    response: Response,
    wanted: AuthorizationRequest,
    { tenantId, userId }: { tenantId: string; userId: string },
  ): Promise<void> {
    const actor = await actorOf(tenantDb(platformDb(database), tenantId), userId);
    if (actor === undefined)
      return back(response, wanted, new OauthError('access_denied', 'The user may not let the app in.'));
    const call = { actor, tenantId, requestId: request.requestId };
    const code = await perform(letIn, call, wanted).catch((error: unknown) => {
      const answered = error instanceof AppError && error.code === 'conflict';
      throw answered ? new OauthError('invalid_request_uri', error.message) : error;
    });
    back(response, wanted, { code });
  }

  async function answer(request: Request, response: Response, address: string): Promise<void> {
    const wanted = await readAddress(address, parts);
    if (wanted === undefined) throw new OauthError('invalid_request', 'This is no authorization request.');
    const session = await sessions.find(request);
    if (wanted instanceof Refusal) return refuse(request, response, { refusal: wanted, session, address });
    const { prompt } = wanted;
    if (session === undefined || mustSignInAgain(wanted, session)) {
      if (prompt.has('none'))
        return back(response, wanted, new OauthError('login_required', 'Nobody is signed in.'));
      return askToSignIn(request, response, wanted, prompt.has('login') ? withoutLogin(address) : address);
    }
    const choices = await choicesOf(tenantsOf, wanted, session.userId);
    const tenantId = await needsNoConsent(database, wanted, choices, session.userId);
    if (tenantId !== undefined) return grant(request, response, wanted, { tenantId, userId: session.userId });
    if (prompt.has('none'))
      return back(response, wanted, new OauthError('consent_required', 'The user must be asked.'));
    return ask(request, response, { wanted, session, choices, address });
  }

  /** Nobody is sent away before they have signed in: else any app makes a redirector of us (RFC 9700, 4.11.2). */
  function refuse(
    request: Request,
    response: Response,
    { refusal, session, address }: { refusal: Refusal; session: Session | undefined; address: string },
  ): void {
    const { draft, error } = refusal;
    if (draft.redirectUri === undefined)
      return errorPage(response, error, draft.kind === 'api_key' ? dialectCode(error).code : undefined);
    const silent = wordsOf(draft.fields.get('prompt')).includes('none');
    if (session === undefined && !silent) return askToSignIn(request, response, draft, address);
    back(response, { redirectUri: draft.redirectUri, fields: draft.fields }, error);
  }

  async function ask(
    request: Request,
    response: Response,
    asked: { wanted: AuthorizationRequest; session: Session; choices: Choice[]; address: string },
  ): Promise<void> {
    const { wanted, session, choices, address } = asked;
    const { client, redirectUri } = wanted;
    const formToken = cookies.formToken(request, response);
    const question = { client, redirectUri, email: session.email, request: address, formToken };
    if (choices.length === 0) {
      const invitations = await choicesOf(parts.invitationsOf, wanted, session.userId);
      return notForYouPage(response, question, invitations);
    }
    const known = await scopes.known(tenantDb(platformDb(database), client.tenantId), wanted.scopes);
    const described = wanted.scopes.map((name) => ({
      name,
      description: known.get(name)?.description ?? name,
    }));
    consentPage(response, { ...question, tenants: choices, scopes: described });
  }

  /** GET, and POST, which becomes GET: then the session's cookie comes along wherever the form was (RFC 6749, 3.1). */
  const authorize: RequestHandler = async (request, response) => {
    request.routeTemplate = request.path.replace(/\/$/, '');
    if (request.method !== 'POST') return answer(request, response, request.originalUrl);
    const address = `${request.path}?${await readFormText(request, response)}`;
    if (address.length > LONGEST_REQUEST) throw tooLong();
    if (!isLocal(address)) throw new FormError('The form is not encoded as forms are.');
    sendOn(response, address);
  };

  /** `POST /oauth2/consent`: what the person has decided. The request is checked again, as it comes from their browser. */
  const decide: RequestHandler = async (request, response) => {
    request.routeTemplate = '/oauth2/consent';
    const form = await readForm(request, response);
    const session = await sessions.find(request);
    if (!cookies.isOwnForm(request, form.get('form_token'))) return foreignFormPage(response);
    const address = form.get('request') ?? '';
    const wanted = await readAddress(address, parts);
    if (wanted === undefined) return foreignFormPage(response);
    if (wanted instanceof Refusal) return refuse(request, response, { refusal: wanted, session, address });
    // Signed out meanwhile.
    if (session === undefined) return sendOn(response, address);
    if (form.get('decision') !== 'allow') {
      if (wanted.requestUri !== undefined) await parts.pushed.forget(platformDb(database), wanted.requestUri);
      return back(response, wanted, new OauthError('access_denied', 'The user said no.'));
    }
    const choices = await choicesOf(tenantsOf, wanted, session.userId);
    const chosen = choices.find(({ id }) => id === form.get('tenant'));
    if (chosen === undefined) return ask(request, response, { wanted, session, choices, address });
    return grant(request, response, wanted, { tenantId: chosen.id, userId: session.userId });
  };

  /** Who waits behind a sign-in, and where its form may lead. */
  async function behind(to: string): Promise<{ formTargets: readonly string[]; appName?: string }> {
    const wanted = await readAddress(to, parts).catch(() => undefined);
    const draft = wanted instanceof Refusal ? wanted.draft : wanted;
    if (draft?.redirectUri === undefined || draft.client === undefined) return { formTargets: [] };
    return { formTargets: [formTargetOf(draft.redirectUri)], appName: draft.client.name };
  }

  return { authorize: pageErrors(authorize, log), decide: pageErrors(decide, log), behind };
}

/** The app wants them to sign in anew. What was pushed cannot be changed once they have, so the time tells. */
function mustSignInAgain({ prompt, pushedAt }: AuthorizationRequest, { since }: Session): boolean {
  return prompt.has('login') && !(pushedAt !== undefined && since >= pushedAt);
}

/** Before these endpoints there is a person, who gets a page. */
function pageErrors(handler: RequestHandler, log: Log): RequestHandler {
  return async (request, response, next) => {
    try {
      await handler(request, response, next);
    } catch (error) {
      if (error instanceof FormError) errorPage(response, new OauthError('invalid_request', error.message));
      else if (error instanceof OauthError) errorPage(response, error);
      else faultPage(request, response, error, log);
    }
  };
}
