import { Router, type Request, type Response } from 'express';
import { inTransaction } from '../db/index.ts';
import { sendErrorPage, sendRedirect } from '../http/index.ts';
import { isId } from '../system/ids.ts';
import { answerInvitation } from '../users/index.ts';
import { localTarget, readVerifiedForm } from './forms.ts';
import { addLoginRoutes, type LoginParts } from './login-routes.ts';
import { addPasswordRoutes, type PasswordParts } from './password-routes.ts';
import { methodNotAllowedPage } from './status-pages.ts';

/** The methods of each page. */
const ALLOWED = new Map([
  ['/login', 'GET, POST'],
  ['/logout', 'POST'],
  ['/invitations', 'POST'],
  ['/password', 'GET, POST'],
]);

/** `/login`, `/logout`, `/invitations` and `/password`: pages that work without JavaScript. */
export function signInRouter(parts: LoginParts & PasswordParts): Router {
  const { database, cookies, sessions, clock, log } = parts;
  const router = Router({ caseSensitive: true });
  addLoginRoutes(router, parts);

  router.post('/logout', async (request, response) => {
    request.routeTemplate = '/logout';
    const form = await readVerifiedForm(cookies, request, response);
    if (form === undefined) return;
    await sessions.end(request, response);
    sendRedirect(response, localTarget(form) ?? '/login');
  });

  router.post('/invitations', async (request, response) => {
    request.routeTemplate = '/invitations';
    const form = await readVerifiedForm(cookies, request, response);
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

  addPasswordRoutes(router, parts);

  for (const [path, methods] of ALLOWED)
    router.all(path, (request, response) => {
      request.routeTemplate = path;
      response.setHeader('Allow', methods);
      methodNotAllowedPage(response);
    });

  // Express recognizes an error handler by its four parameters.
  router.use((error: unknown, request: Request, response: Response, next: unknown) => {
    if (ALLOWED.has(request.routeTemplate ?? '')) return sendErrorPage(request, response, error, log);
    (next as (error: unknown) => void)(error);
  });
  return router;
}
