import { isRedirectUriOf } from '../../../oauth-apps/index.ts';
import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** Must match a registered URI exactly (RFC 6749, 3.1.2.3; RFC 9700, 4.1.3). Optional if only one is registered. */
export const checkRedirectUri: Check = ({ fields, client, kind }) => {
  const given = fields.get('redirect_uri');
  // The API key flow always requires it.
  if (given === undefined && kind === 'api_key')
    throw new OauthError('invalid_request', 'The parameter redirect_uri is missing.');
  const { redirectUris } = client!;
  if (given === undefined && redirectUris.length === 1)
    return { redirectUri: redirectUris[0]!, redirectUriGiven: false };
  if (given === undefined)
    throw new OauthError(
      'invalid_request',
      redirectUris.length === 0
        ? 'This app has no redirect URI. Register one under redirect_uris.'
        : 'This app has several redirect URIs. Send the one to use as redirect_uri.',
      'redirect_uri_mismatch',
    );
  if (!isRedirectUriOf(redirectUris, given))
    throw new OauthError(
      'invalid_request',
      'redirect_uri does not match any URI registered for this app. Register it under redirect_uris, or send one of those exactly.',
      'redirect_uri_mismatch',
    );
  return { redirectUri: given, redirectUriGiven: true };
};
