import { Router, type Request, type Response } from 'express';
import { faultPage, sendOn } from '../http/index.ts';
import { isLocal, type Cookies, type Sessions } from '../sign-in/index.ts';
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

/** `/console`: who is signed in, the way out, and the page with its files. */
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

  // Whatever follows, sound or not: the page reads its address itself.
  router.get(/^\/console(?:\/|$)/, async (request, response) => {
    request.routeTemplate = '/console';
    try {
      if ((await sessions.find(request)) === undefined) return sendToSignIn(request, response);
      sendConsolePage(response, assets.page());
    } catch (error) {
      faultPage(request, response, error, log);
    }
  });

  return router;
}

/** The sign-in page comes back to the page that was asked for, which is one of the console's and nothing else. */
function sendToSignIn({ originalUrl }: Request, response: Response): void {
  const to = /^\/console(?:[/?]|$)/.test(originalUrl) && isLocal(originalUrl) ? originalUrl : '/console';
  sendOn(response, `/login?to=${encodeURIComponent(to)}`);
}
