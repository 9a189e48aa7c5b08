import { Router, type Request, type Response } from 'express';
import { sha256 } from '../crypto/index.ts';
import { inTransaction, platformDb, type Database, type PlatformDb } from '../db/index.ts';
import { isId } from '../system/ids.ts';
import {
  sendErrorPage,
  html,
  readForm,
  readQueryFields,
  sendRedirect,
  sendPage,
  sourceOf,
  type ClientAddress,
  type Fields,
} from '../http/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import {
  answerInvitation,
  checkPassword,
  listInvitationsOf,
  findByPasswordLink,
  hashedPassword,
  addKnownBrowser,
  passwordFault,
  setPassword,
  tenantNamesOf,
  usePasswordLink,
} from '../users/index.ts';
import type { Cookies } from './cookies.ts';
import { invitation } from './invitation.ts';
import { isLocalPath, loginPage, type LoginForm } from './login-page.ts';
import { invalidLinkPage, passwordPage, passwordSetPage } from './password-pages.ts';
import type { PendingApp } from './published-by.ts';
import type { Sessions } from './sessions.ts';

interface Parts {
  database: Database;
  cookies: Cookies;
  sessions: Sessions;
  clock: Clock;
  log: Log;
  addressOf: ClientAddress;
  /** Ends the user's sessions and grants after a password change. */
  passwordChanged(db: PlatformDb, userId: string): Promise<void>;
  /** The app that `to` leads to, if it is an authorization request; forms on the way can then redirect to the app. */
  pendingApp(to: string): Promise<{ formsRedirectAway: boolean; app?: PendingApp }>;
}

const SERVED = new Set(['/login', '/logout', '/invitations', '/password']);

/** `/login`, `/logout`, `/invitations` and `/password`: pages that work without JavaScript. */
export function signInRouter(parts: Parts): Router {
  const { database, cookies, sessions, clock, log, addressOf, passwordChanged, pendingApp } = parts;
  const router = Router({ caseSensitive: true });
  const db = platformDb(database);

  router.get('/login', async (request, response) => {
    request.routeTemplate = '/login';
    const to = localTarget(readQueryFields(request));
    const session = await sessions.find(request);
    if (session !== undefined && to === undefined) {
      const invitations = await listInvitationsOf(db, session.userId);
      return signedInPage(response, session.email, invitations, cookies.formToken(request, response));
    }
    return showLogin(request, response, { to });
  });

  router.post('/login', async (request, response) => {
    request.routeTemplate = '/login';
    const form = await readForm(request, response);
    const [to, email = '', password = ''] = [localTarget(form), form.get('email'), form.get('password')];
    if (!cookies.verifyLoginToken(request, form.get('form_token'))) {
      const signedInAs = (await sessions.find(request))?.email;
      return showLogin(request, response, { to, email, problem: 'stale', signedInAs });
    }
    const origin = { address: sourceOf(addressOf(request)), browser: hashOf(cookies.readBrowser(request)) };
    const user = await checkPassword(db, { email, password, origin }, clock());
    if (user === undefined) {
      // Logs neither the email address nor whether it exists, because many people can read the log.
      log.warn({ request_id: request.requestId, ip: addressOf(request) }, 'sign-in failed');
      return showLogin(request, response, { to, email, problem: 'failed' });
    }
    await sessions.begin(request, response, user.id);
    await rememberBrowser(request, response, user.id);
    sendRedirect(response, to ?? '/login');
  });

  async function showLogin(
    request: Request,
    response: Response,
    form: Omit<LoginForm, 'formToken' | 'app' | 'formsRedirectAway'>,
  ): Promise<void> {
    const formToken = cookies.loginToken(request, response);
    loginPage(response, { ...form, formToken, ...(form.to !== undefined && (await pendingApp(form.to))) });
  }

  async function rememberBrowser(request: Request, response: Response, userId: string): Promise<void> {
    const before = hashOf(cookies.readBrowser(request));
    await addKnownBrowser(db, userId, { before, now: sha256(cookies.setBrowser(response)) }, clock());
  }

  router.post('/logout', async (request, response) => {
    request.routeTemplate = '/logout';
    const form = await readVerifiedForm(request, response);
    if (form === undefined) return;
    await sessions.end(request, response);
    sendRedirect(response, localTarget(form) ?? '/login');
  });

  router.post('/invitations', async (request, response) => {
    request.routeTemplate = '/invitations';
    const form = await readVerifiedForm(request, response);
    if (form === undefined) return;
    const session = await sessions.find(request);
    const answer = form.get('answer') === 'accept' ? 'accept' : 'decline';
    const tenantId = form.get('tenant');
    if (session !== undefined && isId(tenantId))
      await inTransaction(database, (platform) =>
        answerInvitation(platform, { userId: session.userId, tenantId, now: clock() }, answer),
      );
    sendRedirect(response, localTarget(form) ?? '/login');
  });

  router.get('/password', async (request, response) => {
    request.routeTemplate = '/password';
    const token = readQueryFields(request).get('token') ?? '';
    const user = await findByPasswordLink(db, token, clock());
    if (user === undefined) return invalidLinkPage(response);
    passwordPage(response, { email: user.email, token, formToken: cookies.formToken(request, response) });
  });

  router.post('/password', async (request, response) => {
    request.routeTemplate = '/password';
    const form = await readVerifiedForm(request, response);
    if (form === undefined) return;
    const [token = '', password = '', again = ''] = ['token', 'password', 'again'].map((name) =>
      form.get(name),
    );
    const user = await findByPasswordLink(db, token, clock());
    if (user === undefined) return invalidLinkPage(response);
    const { email, name } = user;
    const source = sourceOf(addressOf(request));
    const owner = { emails: [email], name, tenants: await tenantNamesOf(db, user.id) };
    const fault =
      password === again
        ? await passwordFault(password, owner, source)
        : 'The passwords do not match. Enter the same password twice.';
    const formToken = cookies.formToken(request, response);
    if (fault !== undefined) return passwordPage(response, { email: user.email, token, formToken, fault });
    const hash = await hashedPassword(password, source);
    const done = await inTransaction(database, async (platform) => {
      const userId = await usePasswordLink(platform, token, clock());
      if (userId === undefined) return false;
      await setPassword(platform, userId, hash, clock());
      await passwordChanged(platform, userId);
      return true;
    });
    if (!done) return invalidLinkPage(response);
    // Having the link proves more than a guess would, so the browser counts as known.
    await rememberBrowser(request, response, user.id);
    passwordSetPage(response);
  });

  for (const path of SERVED)
    router.all(path, (request, response) => {
      request.routeTemplate = path;
      response.setHeader('Allow', path === '/login' || path === '/password' ? 'GET, POST' : 'POST');
      sendPage(
        response,
        plainPage(405, 'This page cannot be opened directly', 'Go back and use the button on the page.'),
      );
    });

  /** The form, if its CSRF token is valid (RFC 6749, 10.12); otherwise responds with an error page. */
  async function readVerifiedForm(request: Request, response: Response): Promise<Fields | undefined> {
    const form = await readForm(request, response);
    if (cookies.verifyFormToken(request, form.get('form_token'))) return form;
    const token = form.get('token');
    expiredFormPage(
      response,
      token === undefined ? localTarget(form) : `/password?token=${encodeURIComponent(token)}`,
    );
    return undefined;
  }

  // Express recognizes an error handler by its four parameters.
  router.use((error: unknown, request: Request, response: Response, next: unknown) => {
    if (SERVED.has(request.routeTemplate ?? '')) return sendErrorPage(request, response, error, log);
    (next as (error: unknown) => void)(error);
  });
  return router;
}

/** Shown for a form without a valid CSRF token. @param to the page that shows the form again */
export function expiredFormPage(response: Response, to?: string): void {
  sendPage(response, {
    status: 403,
    title: 'This form has expired',
    body: html`<h1>This form has expired</h1>
      <p>
        You may have signed in or out in another tab since you opened it. Make sure that cookies are enabled.
      </p>
      <p><a href="${to !== undefined && isLocalPath(to) ? to : '/login'}">Try again</a></p>`,
  });
}

function signedInPage(
  response: Response,
  email: string,
  invitations: { id: string; name: string }[],
  formToken: string,
): void {
  sendPage(response, {
    status: 200,
    title: 'Signed in',
    body: html`<h1>Signed in</h1>
      <p>You are signed in as <strong>${email}</strong>.</p>
      <p><a href="/console">Go to console</a></p>
      ${invitations.map((tenant) => invitation(tenant, formToken))}
      <form method="post" action="/logout">
        <input type="hidden" name="form_token" value="${formToken}" /><button class="quiet">Sign out</button>
      </form>`,
  });
}

function plainPage(status: number, title: string, text: string) {
  return {
    status,
    title,
    body: html`<h1>${title}</h1>
      <p>${text}</p>`,
  };
}

function hashOf(token: string | undefined): string | undefined {
  return token === undefined ? undefined : sha256(token);
}

function localTarget(fields: Fields): string | undefined {
  const to = fields.get('to');
  return to !== undefined && isLocalPath(to) ? to : undefined;
}
