import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** Ignoring a signed request (RFC 9101) would mean trusting parameters that the app did not sign. */
export const checkRequestObject: Check = ({ fields }) => {
  if (!fields.has('request')) return {};
  throw new OauthError(
    'request_not_supported',
    'Request objects are not supported. Use a pushed authorization request (/oauth2/par) instead.',
  );
};
