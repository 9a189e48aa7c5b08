import { OauthError } from '../../oauth-error.ts';
import { requestedScopes } from '../../requested-scopes.ts';
import type { Check } from '../request.ts';

/** RFC 6749, 3.3. The API key flow requires them. */
export const checkScope: Check = ({ fields, client, kind }) => {
  const asked = fields.get('scope');
  if (asked === undefined && kind === 'api_key')
    throw new OauthError(
      'invalid_request',
      'The parameter scopes is missing. Send the scopes, separated by commas.',
    );
  return { scopes: requestedScopes(asked, client!) };
};
