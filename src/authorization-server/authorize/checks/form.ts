import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** No parameter is repeated, and all are correctly encoded (RFC 6749, 3.1 and appendix B). */
export const checkForm: Check = ({ fault }) => {
  if (fault !== undefined) throw new OauthError('invalid_request', fault);
  return {};
};
