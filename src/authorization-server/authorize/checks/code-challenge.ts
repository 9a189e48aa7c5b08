import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** RFC 7636, 4.3 and 4.4.1: only S256, since plain proves nothing. Required for public apps (RFC 9700, 2.1.1). */
export const checkCodeChallenge: Check = ({ fields, client }) => {
  const [challenge, method] = [fields.get('code_challenge'), fields.get('code_challenge_method')];
  if (challenge === undefined) {
    if (method !== undefined)
      throw new OauthError('invalid_request', 'code_challenge_method was sent without code_challenge.');
    if (client!.public)
      throw new OauthError(
        'invalid_request',
        'Public apps must use PKCE. Send code_challenge, and code_challenge_method=S256.',
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
