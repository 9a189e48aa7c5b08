import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** RFC 6749, 4.1.2.1: the browser is not sent anywhere for an app that nobody knows. */
export const checkClient: Check = async ({ fields }, { readClient }) => {
  const clientId = fields.get('client_id');
  if (clientId === undefined) throw new OauthError('invalid_request', 'The parameter client_id is missing.');
  const client = await readClient(clientId);
  if (client === undefined) throw new OauthError('invalid_client', 'There is no app with this client_id.');
  return { client };
};
