import type { Request } from 'express';
import { isOneOf, sha256 } from '../crypto/index.ts';

/** Carries the session's token: a header that no form can send, and no other site without our leave. */
export const CSRF_HEADER = 'x-csrf-token';

/** Derived, so that it need not be kept. It is not the token of the forms, and tells nothing of the cookie. */
export function csrfTokenOf(sessionToken: string): string {
  return sha256(`console ${sessionToken}`);
}

/** Whether a request was sent by our own page: it knows the session's token, and comes from where we are. */
export function isFromOurPage(request: Request, sessionToken: string, publicUrl: string): boolean {
  return (
    isOneOf([csrfTokenOf(sessionToken)], request.headers[CSRF_HEADER]) && isSameOrigin(request, publicUrl)
  );
}

/**
 * Browsers say whose page has sent a request, in one header or the other; whatever else calls sends neither. People may
 * reach a server by another name than `PUBLIC_URL`, such as localhost, so its name of the moment will do as well: no page
 * can choose what a browser writes into `Host`, and the cookie goes to the host alone that has set it. The scheme is the
 * one of `PUBLIC_URL` at any rate, since behind a proxy nothing else tells it.
 */
export function isSameOrigin({ headers }: Request, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const { origin, host } = headers;
  if (origin === undefined) return true;
  const own = new URL(publicUrl);
  return origin === own.origin || origin === `${own.protocol}//${host}`;
}
