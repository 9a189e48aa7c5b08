import type { Response } from 'express';
import { redirectUrl, sendRedirect } from '../../http/index.ts';
import { RESPONSE_PARAMETERS } from '../../oauth-apps/index.ts';
import type { OauthError } from '../oauth-error.ts';

/**
 * Sends the authorization response in the query of the redirect URI, keeping its existing parameters (RFC 6749, 4.1.2).
 */
export function redirectBack(
  response: Response,
  { redirectUri, state, issuer }: { redirectUri: string; state: string | undefined; issuer: string },
  result: { code: string } | OauthError,
): void {
  const fields = new URLSearchParams(
    'message' in result ? { error: result.code, error_description: result.message } : { code: result.code },
  );
  if (state !== undefined) fields.set('state', state);
  // Lets the app check which authorization server responded (RFC 9207).
  fields.set('iss', issuer);
  sendRedirect(response, redirectUrl(redirectUri, RESPONSE_PARAMETERS, fields));
}
