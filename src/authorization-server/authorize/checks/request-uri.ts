import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** Only the pushed parameters count; those in the browser's URL are ignored (RFC 9126, 4). */
export const checkRequestUri: Check = async ({ fields }, { pushed }) => {
  const requestUri = fields.get('request_uri');
  if (requestUri === undefined) return {};
  const clientId = fields.get('client_id');
  const found = clientId === undefined ? undefined : await pushed.find(requestUri, clientId);
  if (found === undefined)
    throw new OauthError(
      'invalid_request_uri',
      'request_uri has expired, was already used, or was issued to another app. Push the request again.',
    );
  return { ...found, requestUri };
};
