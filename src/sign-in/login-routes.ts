import type { Request, Response, Router } from 'express';
import { platformDb, type Database } from '../db/index.ts';
import { readForm, readQueryFields, sendRedirect, sourceOf, type ClientAddress } from '../http/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { checkPassword, listInvitationsOf } from '../users/index.ts';
import type { Cookies } from './cookies.ts';
import { localTarget } from './forms.ts';
import { browserHash, rememberBrowser } from './known-browser.ts';
import { loginPage, type LoginForm } from './login-page.ts';
import type { PendingApp } from './published-by.ts';
import type { Sessions } from './sessions.ts';
import { signedInPage } from './status-pages.ts';

export interface LoginParts {
  database: Database;
  cookies: Cookies;
  sessions: Sessions;
  clock: Clock;
  log: Log;
  addressOf: ClientAddress;
  /** The app that `to` leads to, if it is an authorization request; forms on the way can then redirect to the app. */
  pendingApp(to: string): Promise<{ formsRedirectAway: boolean; app?: PendingApp }>;
}

/** `/login`: the sign-in form. */
export function addLoginRoutes(router: Router, parts: LoginParts): void {
  const { database, cookies, sessions, clock, log, addressOf, pendingApp } = parts;
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
    const origin = { address: sourceOf(addressOf(request)), browser: browserHash(cookies, request) };
    const user = await checkPassword(db, { email, password, origin }, clock());
    if (user === undefined) {
      // Logs neither the email address nor whether it exists, because many people can read the log.
      log.warn({ request_id: request.requestId, ip: addressOf(request) }, 'sign-in failed');
      return showLogin(request, response, { to, email, problem: 'failed' });
    }
    await sessions.begin(request, response, user.id);
    await rememberBrowser({ db, cookies }, { request, response, userId: user.id }, clock());
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
}
