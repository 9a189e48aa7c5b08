import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** What was pushed counts, and nothing that the browser adds (RFC 9126, 4). */
export const checkRequestUri: Check = async ({ fields }, { pushed }) => {
  const requestUri = fields.get('request_uri');
  if (requestUri === undefined) return {};
  const clientId = fields.get('client_id');
  const found = clientId === undefined ? undefined : await pushed.find(requestUri, clientId);
  if (found === undefined)
    throw new OauthError(
      'invalid_request_uri',
      "The request_uri has expired, has been used, or is not this app's.",
    );
  return { ...found, requestUri };
};
