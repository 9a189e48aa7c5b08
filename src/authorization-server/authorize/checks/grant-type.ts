import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** RFC 6749, 4.1.2.1, unauthorized_client. */
export const checkGrantType: Check = ({ client }) => {
  if (client!.grantTypes.includes('authorization_code')) return {};
  throw new OauthError(
    'unauthorized_client',
    "The authorization_code grant is not enabled for this app. Add it to the app's grant_types.",
  );
};
