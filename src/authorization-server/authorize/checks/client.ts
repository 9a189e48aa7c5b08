import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** RFC 6749, 4.1.2.1: the browser is not redirected for an unknown app. */
export const checkClient: Check = async ({ fields }, { findClient }) => {
  const clientId = fields.get('client_id');
  if (clientId === undefined) throw new OauthError('invalid_request', 'The parameter client_id is missing.');
  const client = await findClient(clientId);
  if (client === undefined)
    throw new OauthError(
      'invalid_client',
      'No app has this client_id. Check the client_id in the app settings.',
    );
  return { client };
};
