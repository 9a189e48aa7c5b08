import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** Apps of kind oauth2 use /oauth2/auth, apps of kind api_key use /oauth/authorize. */
export const checkKind: Check = ({ client, kind }) => {
  if (client!.kind === kind) return {};
  throw new OauthError(
    'unauthorized_client',
    kind === 'oauth2'
      ? 'This app is of kind api_key. Send its users to /oauth/authorize instead.'
      : 'This app is of kind oauth2. Send its users to /oauth2/auth instead.',
  );
};
