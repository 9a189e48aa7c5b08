import type { Request, RequestHandler, Response } from 'express';
import type { Perform, WriteAction } from '../../actions/index.ts';
import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import {
  faultPage,
  FormError,
  readFields,
  readForm,
  readFormText,
  sendOn,
  type Fields,
} from '../../http/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
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
import { dialectCode, dialectFields } from '../dialect/errors.ts';
import type { ActorOf } from '../grants/member.ts';
import { OauthError } from '../oauth-error.ts';
import { formTargetOf, redirectBack } from './answer.ts';
import { check, Refusal } from './checks/index.ts';
import { consentPage, errorPage, notForYouPage } from './pages.ts';
import type { AuthorizationRequest, CheckParts } from './request.ts';
import { choicesOf, needsNoConsent, type TenantsOf } from './tenants.ts';

export interface AuthorizeParts extends CheckParts {
  database: Database;
  issuer: string;
  sessions: Sessions;
  cookies: Cookies;
  perform: Perform;
  letIn: WriteAction<AuthorizationRequest, string>;
  actorOf: ActorOf;
  tenantsOf: TenantsOf;
  scopes: Scopes;
  log: Log;
}

/** Where each kind of app begins. */
export const AUTHORIZE_PATHS = { oauth2: '/oauth2/auth', api_key: '/oauth/authorize' } as const;

/** The whole request must fit into an address, in which it waits for the person to sign in. */
const LONGEST_REQUEST = 8_000;

export function createAuthorize(parts: AuthorizeParts) {
  const { database, issuer, sessions, cookies, perform, letIn, actorOf, tenantsOf, scopes, log } = parts;

  /** The request as it is found in one of our own addresses. */
  async function read(address: string): Promise<AuthorizationRequest | Refusal | undefined> {
    const [path = '', query = ''] = address.split(/\?(.*)/s);
    const kind = (Object.keys(AUTHORIZE_PATHS) as Client['kind'][]).find(
      (one) => AUTHORIZE_PATHS[one] === path,
    );
    if (kind === undefined || address.length > LONGEST_REQUEST) return undefined;
    const { fields, fault } = readRequest(query);
    return check({ kind, fields: kind === 'api_key' ? dialectFields(fields) : fields, fault }, parts);
  }

  function refuse(response: Response, { draft, error }: Refusal): void {
    if (draft.redirectUri === undefined)
      return errorPage(response, error, draft.kind === 'api_key' ? dialectCode(error).code : undefined);
    back(response, draft as AuthorizationRequest, error);
  }

  function back(
    response: Response,
    { redirectUri, fields }: AuthorizationRequest,
    answer: { code: string } | OauthError,
  ): void {
    redirectBack(response, { redirectUri, state: fields.get('state'), issuer }, answer);
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
    const code = await perform(letIn, { actor, tenantId, requestId: request.requestId }, wanted);
    if (wanted.requestUri !== undefined) await parts.pushed.forget(wanted.requestUri);
    back(response, wanted, { code });
  }

  async function answer(request: Request, response: Response, address: string): Promise<void> {
    const wanted = await read(address);
    if (wanted === undefined) throw tooLong();
    if (wanted instanceof Refusal) return refuse(response, wanted);
    const { client, prompt, redirectUri } = wanted;
    const session = await sessions.find(request);
    if (session === undefined || prompt.has('login')) {
      if (prompt.has('none'))
        return back(response, wanted, new OauthError('login_required', 'Nobody is signed in.'));
      const formToken = cookies.formToken(request, response);
      const to = prompt.has('login') ? withoutLogin(address) : address;
      return loginPage(response, {
        to,
        formToken,
        appName: client.name,
        formTargets: [formTargetOf(redirectUri)],
      });
    }
    const choices = await choicesOf(tenantsOf, wanted, session.userId);
    const tenantId = await needsNoConsent(database, wanted, choices, session.userId);
    if (tenantId !== undefined) return grant(request, response, wanted, { tenantId, userId: session.userId });
    if (prompt.has('none'))
      return back(response, wanted, new OauthError('consent_required', 'The user must be asked.'));
    return ask(request, response, { wanted, session, choices, address });
  }

  async function ask(
    request: Request,
    response: Response,
    {
      wanted,
      session,
      choices,
      address,
    }: {
      wanted: AuthorizationRequest;
      session: Session;
      choices: { id: string; name: string }[];
      address: string;
    },
  ): Promise<void> {
    const { client, redirectUri } = wanted;
    const formToken = cookies.formToken(request, response);
    const question = { client, redirectUri, email: session.email, request: address, formToken };
    if (choices.length === 0) return notForYouPage(response, question);
    const known = await scopes.known(tenantDb(platformDb(database), client.tenantId), wanted.scopes);
    consentPage(response, {
      ...question,
      tenants: choices,
      scopes: wanted.scopes.map((name) => ({ name, description: known.get(name)?.description ?? name })),
    });
  }

  /** GET, and POST, which becomes GET: then the session's cookie comes along wherever the form was (RFC 6749, 3.1). */
  const authorize: RequestHandler = async (request, response) => {
    request.routeTemplate = request.path;
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
    const wanted = await read(address);
    if (wanted === undefined) return foreignFormPage(response);
    if (wanted instanceof Refusal) return refuse(response, wanted);
    // Signed out meanwhile.
    if (session === undefined) return sendOn(response, address);
    if (form.get('decision') !== 'allow')
      return back(response, wanted, new OauthError('access_denied', 'The user said no.'));
    const choices = await choicesOf(tenantsOf, wanted, session.userId);
    const chosen = choices.find(({ id }) => id === form.get('tenant'));
    if (chosen === undefined) return ask(request, response, { wanted, session, choices, address });
    return grant(request, response, wanted, { tenantId: chosen.id, userId: session.userId });
  };

  /** Who waits behind a sign-in, and where its form may lead. */
  async function behind(to: string): Promise<{ formTargets: readonly string[]; appName?: string }> {
    const wanted = await read(to).catch(() => undefined);
    if (wanted === undefined || wanted instanceof Refusal) return { formTargets: [] };
    return { formTargets: [formTargetOf(wanted.redirectUri)], appName: wanted.client.name };
  }

  return { authorize: pageErrors(authorize, log), decide: pageErrors(decide, log), behind };
}

/** Where a browser goes: what is wrong with these can be sent nowhere. */
const DIRECTING = ['client_id', 'redirect_uri', 'request_uri'];

/** A request that is wrong in form is refused by the app's own address, as long as that is in order. */
function readRequest(query: string): { fields: Fields; fault: string | undefined } {
  try {
    return { fields: readFields(query), fault: undefined };
  } catch (error) {
    if (!(error instanceof FormError) || DIRECTING.some((name) => error.repeated.has(name))) throw error;
    return { fields: error.sound, fault: error.message };
  }
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

function tooLong(): OauthError {
  return new OauthError(
    'invalid_request',
    `The request is longer than ${LONGEST_REQUEST} characters. Push it to /oauth2/par instead.`,
  );
}

/** Once signed in anew the person is not asked to sign in again. */
function withoutLogin(address: string): string {
  const [path = '', query = ''] = address.split(/\?(.*)/s);
  const fields = new URLSearchParams(query);
  const rest =
    fields
      .get('prompt')
      ?.split(' ')
      .filter((word) => word !== 'login')
      .join(' ') ?? '';
  if (rest === '') fields.delete('prompt');
  else fields.set('prompt', rest);
  return `${path}?${fields.toString()}`;
}
