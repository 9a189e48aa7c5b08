import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** RFC 7636, 4.3 and 4.4.1: S256 alone, since plain proves nothing; public apps cannot do without (RFC 9700, 2.1.1). */
export const checkCodeChallenge: Check = ({ fields, client }) => {
  const [challenge, method] = [fields.get('code_challenge'), fields.get('code_challenge_method')];
  if (challenge === undefined) {
    if (method !== undefined)
      throw new OauthError('invalid_request', 'There is a code_challenge_method without code_challenge.');
    if (client!.public)
      throw new OauthError('invalid_request', 'A public app needs PKCE: code_challenge with S256.');
    return { codeChallenge: null };
  }
  // Left out, the method is plain (RFC 7636, 4.3).
  if (method !== 'S256') throw new OauthError('invalid_request', 'code_challenge_method must be S256.');
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge))
    throw new OauthError(
      'invalid_request',
      'code_challenge must be the SHA-256 of the verifier in base64url.',
    );
  return { codeChallenge: challenge };
};
