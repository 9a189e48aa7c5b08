import { Router, type Request, type Response } from 'express';
import { sendErrorPage, sendRedirect } from '../http/index.ts';
import { isLocalPath, type Cookies, type Sessions } from '../sign-in/index.ts';
import type { Log } from '../system/log.ts';
import { createAssets, type Assets } from './assets.ts';
import { csrfTokenOf, isSameOrigin } from './csrf.ts';
import { sendConsolePage } from './page.ts';
import { notSignedIn, type SessionActors } from './session-actor.ts';

interface Parts {
  sessions: Sessions;
  cookies: Cookies;
  actors: SessionActors;
  publicUrl: string;
  tenantsOf(userId: string): Promise<{ id: string; name: string }[]>;
  log: Log;
  assets?: Assets;
}

/** `/console`: the current session, sign-out, and the page with its assets. */
export function consoleRouter(parts: Parts): Router {
  const { sessions, cookies, actors, publicUrl, tenantsOf, log, assets = createAssets() } = parts;
  const router = Router({ caseSensitive: true });

  router.get('/console/session', async (request, response) => {
    request.routeTemplate = '/console/session';
    const token = cookies.readSession(request);
    const session = isSameOrigin(request, publicUrl) ? await sessions.find(request) : undefined;
    if (token === undefined || session === undefined) throw notSignedIn();
    const { userId, email, name } = session;
    response.json({
      csrf_token: csrfTokenOf(token),
      user: { id: userId, email, name },
      tenants: await tenantsOf(userId),
    });
  });

  router.post('/console/sign-out', async (request, response) => {
    request.routeTemplate = '/console/sign-out';
    await actors.sessionOf(request);
    await sessions.end(request, response);
    response.status(204).end();
  });

  router.get('/console/assets/:file', (request, response) => {
    request.routeTemplate = '/console/assets/{file}';
    assets.send(request, response, request.params.file);
  });

  // Any path below: the page does its own routing.
  router.get(/^\/console(?:\/|$)/, async (request, response) => {
    request.routeTemplate = '/console';
    try {
      if ((await sessions.find(request)) === undefined) return redirectToSignIn(request, response);
      sendConsolePage(response, assets.page());
    } catch (error) {
      sendErrorPage(request, response, error, log);
    }
  });

  return router;
}

/** Redirects to the sign-in page, which returns to the requested page if that is one of the console's. */
function redirectToSignIn({ originalUrl }: Request, response: Response): void {
  const to = /^\/console(?:[/?]|$)/.test(originalUrl) && isLocalPath(originalUrl) ? originalUrl : '/console';
  sendRedirect(response, `/login?to=${encodeURIComponent(to)}`);
}
