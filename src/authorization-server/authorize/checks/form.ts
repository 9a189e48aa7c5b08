import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** Nothing comes twice, and everything can be read (RFC 6749, 3.1 and appendix B). */
export const checkForm: Check = ({ fault }) => {
  if (fault !== undefined) throw new OauthError('invalid_request', fault);
  return {};
};
