import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** To leave out a signed request (RFC 9101) and go on would be to trust what the app did not mean to be trusted. */
export const checkRequestObject: Check = ({ fields }) => {
  if (!fields.has('request')) return {};
  throw new OauthError(
    'request_not_supported',
    'Request objects are not supported: push the request to /oauth2/par instead.',
  );
};
