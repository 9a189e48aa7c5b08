import { isRedirectUriOf } from '../../../oauth-apps/index.ts';
import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** One that is registered, character for character (RFC 6749, 3.1.2.3; RFC 9700, 4.1.3); the only one may be left out. */
export const checkRedirectUri: Check = ({ fields, client }) => {
  const given = fields.get('redirect_uri');
  const { redirectUris } = client!;
  if (given === undefined && redirectUris.length === 1)
    return { redirectUri: redirectUris[0]!, redirectUriGiven: false };
  if (given === undefined)
    throw new OauthError(
      'invalid_request',
      redirectUris.length === 0
        ? 'The app has no redirect URI registered.'
        : 'The app has several redirect URIs: the parameter redirect_uri must name one.',
      'redirect_uri_mismatch',
    );
  if (!isRedirectUriOf(redirectUris, given))
    throw new OauthError(
      'invalid_request',
      'The redirect_uri is not one that the app has registered: it must be the same, character for character.',
      'redirect_uri_mismatch',
    );
  return { redirectUri: given, redirectUriGiven: true };
};
