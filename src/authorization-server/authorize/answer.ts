import type { Response } from 'express';
import { sendOn } from '../../http/index.ts';
import type { OauthError } from '../oauth-error.ts';

/** The answer to an authorization request: in the query of the redirect URI, which keeps what it had (RFC 6749, 4.1.2). */
export function redirectBack(
  response: Response,
  { redirectUri, state, issuer }: { redirectUri: string; state: string | undefined; issuer: string },
  answer: { code: string } | OauthError,
): void {
  const fields = new URLSearchParams(
    'message' in answer ? { error: answer.code, error_description: answer.message } : { code: answer.code },
  );
  if (state !== undefined) fields.set('state', state);
  // Tells the app whom it has the answer from (RFC 9207).
  fields.set('iss', issuer);
  const separator = redirectUri.includes('?') ? (/[?&]$/.test(redirectUri) ? '' : '&') : '?';
  sendOn(response, redirectUri + separator + fields.toString());
}

/** Where a form may lead that ends in this redirect URI: its origin, or the scheme that an app on the device opens. */
export function formTargetOf(redirectUri: string): string {
  const { protocol, hostname, origin } = new URL(redirectUri);
  // A policy knows no IPv6 address, so there the scheme must do.
  return /^https?:$/.test(protocol) && !hostname.startsWith('[') ? origin : protocol;
}
