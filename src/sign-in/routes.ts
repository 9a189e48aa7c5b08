import { Router, type Request, type Response } from 'express';
import { inTransaction, platformDb, type Database } from '../db/index.ts';
import { isId } from '../system/ids.ts';
import { faultPage, html, readForm, readQueryFields, sendOn, sendPage, type Fields } from '../http/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import {
  answerInvitation,
  checkPassword,
  listTenantsOf,
  findByPasswordLink,
  hashedPassword,
  passwordFault,
  setPassword,
  usePasswordLink,
} from '../users/index.ts';
import type { Cookies } from './cookies.ts';
import { invitation } from './invitation.ts';
import { isLocal, loginPage } from './login-page.ts';
import { deadLinkPage, passwordPage, passwordSetPage } from './password-pages.ts';
import { endSessions } from './session-store.ts';
import type { Sessions } from './sessions.ts';

interface Parts {
  database: Database;
  cookies: Cookies;
  sessions: Sessions;
  clock: Clock;
  log: Log;
  /** Where a form may lead that is sent on the way to `to`, and the app that waits there. */
  behind(to: string): Promise<{ formTargets: readonly string[]; appName?: string | undefined }>;
}

const SERVED = new Set(['/login', '/logout', '/invitations', '/password']);

/** `/login`, `/logout`, `/invitations` and `/password`: pages that work without scripts. */
export function signInRouter({ database, cookies, sessions, clock, log, behind }: Parts): Router {
  const router = Router({ caseSensitive: true });
  const db = platformDb(database);

  router.get('/login', async (request, response) => {
    request.routeTemplate = '/login';
    const to = localOf(readQueryFields(request));
    const session = await sessions.find(request);
    if (session !== undefined && to === undefined) {
      const invitations = await listTenantsOf(db, session.userId, { accepted: false });
      return signedInPage(response, session.email, invitations, cookies.formToken(request, response));
    }
    loginPage(response, {
      to,
      formToken: cookies.formToken(request, response),
      ...(to !== undefined && (await behind(to))),
    });
  });

  router.post('/login', async (request, response) => {
    request.routeTemplate = '/login';
    const form = await ownForm(request, response);
    if (form === undefined) return;
    const [to, email = '', password = ''] = [localOf(form), form.get('email'), form.get('password')];
    const from = request.socket.remoteAddress ?? '';
    const user = await checkPassword(db, { email, password, from }, clock());
    if (user === undefined) {
      // Neither the address nor whether there is such a person: the log is read by many.
      log.warn({ request_id: request.requestId }, 'a sign-in failed');
      const formToken = cookies.formToken(request, response);
      return loginPage(response, {
        to,
        formToken,
        email,
        failed: true,
        ...(to !== undefined && (await behind(to))),
      });
    }
    await sessions.begin(request, response, user.id);
    sendOn(response, to ?? '/login');
  });

  router.post('/logout', async (request, response) => {
    request.routeTemplate = '/logout';
    const form = await ownForm(request, response);
    if (form === undefined) return;
    await sessions.end(request, response);
    sendOn(response, localOf(form) ?? '/login');
  });

  router.post('/invitations', async (request, response) => {
    request.routeTemplate = '/invitations';
    const form = await ownForm(request, response);
    if (form === undefined) return;
    const session = await sessions.find(request);
    const answer = form.get('answer') === 'accept' ? 'accept' : 'decline';
    const tenantId = form.get('tenant');
    if (session !== undefined && isId(tenantId))
      await inTransaction(database, (platform) =>
        answerInvitation(platform, { userId: session.userId, tenantId }, answer),
      );
    sendOn(response, localOf(form) ?? '/login');
  });

  router.get('/password', async (request, response) => {
    request.routeTemplate = '/password';
    const token = readQueryFields(request).get('token') ?? '';
    const user = await findByPasswordLink(db, token, clock());
    if (user === undefined) return deadLinkPage(response);
    passwordPage(response, { email: user.email, token, formToken: cookies.formToken(request, response) });
  });

  router.post('/password', async (request, response) => {
    request.routeTemplate = '/password';
    const form = await ownForm(request, response);
    if (form === undefined) return;
    const [token = '', password = '', again = ''] = ['token', 'password', 'again'].map((name) =>
      form.get(name),
    );
    const user = await findByPasswordLink(db, token, clock());
    if (user === undefined) return deadLinkPage(response);
    const fault =
      passwordFault(password, user.email) ??
      (password === again ? undefined : 'The two passwords are not the same.');
    const formToken = cookies.formToken(request, response);
    if (fault !== undefined) return passwordPage(response, { email: user.email, token, formToken, fault });
    const hash = await hashedPassword(password, request.socket.remoteAddress);
    const done = await inTransaction(database, async (platform) => {
      const userId = await usePasswordLink(platform, token, clock());
      if (userId === undefined) return false;
      await setPassword(platform, userId, hash, clock());
      await endSessions(platform, userId);
      return true;
    });
    return done ? passwordSetPage(response) : deadLinkPage(response);
  });

  for (const path of SERVED)
    router.all(path, (request, response) => {
      request.routeTemplate = path;
      response.setHeader('Allow', path === '/login' || path === '/password' ? 'GET, POST' : 'POST');
      sendPage(response, plainPage(405, 'That did not work', 'This page is reached by its buttons only.'));
    });

  /** The form, if our own page has sent it (RFC 6749, 10.12). */
  async function ownForm(request: Request, response: Response): Promise<Fields | undefined> {
    const form = await readForm(request, response);
    if (cookies.isOwnForm(request, form.get('form_token'))) return form;
    foreignFormPage(response);
    return undefined;
  }

  // Express tells an error handler by its four parameters.
  router.use((error: unknown, request: Request, response: Response, next: unknown) => {
    if (SERVED.has(request.routeTemplate ?? '')) return faultPage(request, response, error, log);
    (next as (error: unknown) => void)(error);
  });
  return router;
}

/** For a form that another site may have made the browser send. */
export function foreignFormPage(response: Response): void {
  sendPage(
    response,
    plainPage(
      403,
      'Please start again',
      'The form has expired, or was not sent from our page. Go back and load the page anew; cookies must be allowed.',
    ),
  );
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
      <p>as <strong>${email}</strong></p>
      <p><a href="/console">To the console</a></p>
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

function localOf(fields: Fields): string | undefined {
  const to = fields.get('to');
  return to !== undefined && isLocal(to) ? to : undefined;
}
