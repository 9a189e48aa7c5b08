import { createHash } from 'node:crypto';
import type { Check } from './authorize/request.ts';
import { OauthError } from './oauth-error.ts';

/** Proof Key for Code Exchange (RFC 7636): the challenge of an authorization request, and the verifier of its code. */

/**
 * Checks code_challenge (RFC 7636, 4.3 and 4.4.1): only S256, since plain proves nothing. Required for public clients
 * (RFC 9700, 2.1.1).
 */
export const checkCodeChallenge: Check = ({ fields, client }) => {
  const [challenge, method] = [fields.get('code_challenge'), fields.get('code_challenge_method')];
  if (challenge === undefined) {
    if (method !== undefined)
      throw new OauthError('invalid_request', 'code_challenge_method was sent without code_challenge.');
    if (client!.public)
      throw new OauthError(
        'invalid_request',
        'Public clients must use PKCE. Send code_challenge, and code_challenge_method=S256.',
      );
    return { codeChallenge: null };
  }
  // The default is plain (RFC 7636, 4.3), which is not supported.
  if (method !== 'S256') throw new OauthError('invalid_request', 'code_challenge_method must be S256.');
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge))
    throw new OauthError(
      'invalid_request',
      'code_challenge must be the base64url-encoded SHA-256 hash of the code_verifier (43 characters).',
    );
  return { codeChallenge: challenge };
};

/**
 * Checks code_verifier against the challenge (RFC 7636, 4.6). A verifier without a challenge is refused too, because an
 * attacker may have removed the challenge from the request (RFC 9700, 4.8.2).
 * @throws OauthError invalid_grant
 */
export function assertVerifier(challenge: string | null, verifier: string | undefined): void {
  if (challenge === null && verifier === undefined) return;
  if (challenge === null)
    throw new OauthError(
      'invalid_grant',
      'code_verifier was sent, but the authorization request had no code_challenge.',
    );
  if (verifier === undefined)
    throw new OauthError('invalid_grant', 'The parameter code_verifier is missing.');
  const proof = createHash('sha256').update(verifier).digest('base64url');
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier) || proof !== challenge)
    throw new OauthError(
      'invalid_grant',
      'code_verifier does not match the code_challenge of the authorization request.',
    );
}
