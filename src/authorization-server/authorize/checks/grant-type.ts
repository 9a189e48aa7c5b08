import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** RFC 6749, 4.1.2.1, unauthorized_client. */
export const checkGrantType: Check = ({ client }) => {
  if (client!.grantTypes.includes('authorization_code')) return {};
  throw new OauthError('unauthorized_client', 'The grant authorization_code is switched off for this app.');
};
