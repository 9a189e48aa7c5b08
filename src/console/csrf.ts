import type { Request } from 'express';
import { constantTimeIncludes, sha256 } from '../crypto/index.ts';

/** Carries the session's CSRF token. Forms cannot send this header, and other sites would need our CORS permission. */
export const CSRF_HEADER = 'x-csrf-token';

/**
 * Derived from the session token, so it need not be stored. Differs from the form tokens; does not reveal the cookie.
 */
export function csrfTokenOf(sessionToken: string): string {
  return sha256(`console ${sessionToken}`);
}

/** Whether a request was sent by our own page: it has the session's CSRF token and is same-origin. */
export function isFromOurPage(request: Request, sessionToken: string, publicUrl: string): boolean {
  return (
    constantTimeIncludes([csrfTokenOf(sessionToken)], request.headers[CSRF_HEADER]) &&
    isSameOrigin(request, publicUrl)
  );
}

/**
 * Browsers send the origin of a request in `Sec-Fetch-Site` or `Origin`; other clients send neither. The server may be
 * opened under another name than `PUBLIC_URL`, such as localhost, so the host in `Host` is accepted as well: a page
 * cannot choose what a browser sends as `Host`, and the cookie is only sent to the host that set it. The scheme is
 * always that of `PUBLIC_URL`, because behind a proxy the server cannot tell.
 */
export function isSameOrigin({ headers }: Request, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const { origin, host } = headers;
  if (origin === undefined) return true;
  const own = new URL(publicUrl);
  return origin === own.origin || origin === `${own.protocol}//${host}`;
}
