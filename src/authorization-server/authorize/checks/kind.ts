import { OauthError } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** Tokens are asked for at /oauth2/auth, API keys at /oauth/authorize. */
export const checkKind: Check = ({ client, kind }) => {
  if (client!.kind === kind) return {};
  throw new OauthError(
    'unauthorized_client',
    kind === 'oauth2'
      ? 'This app gets API keys: it begins at /oauth/authorize.'
      : 'This app gets tokens: it begins at /oauth2/auth.',
  );
};
