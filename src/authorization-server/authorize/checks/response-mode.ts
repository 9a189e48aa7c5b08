import { OauthError, quoted } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** The answer is in the query of the redirect URI. */
export const checkResponseMode: Check = ({ fields }) => {
  const mode = fields.get('response_mode');
  if (mode === undefined || mode === 'query') return {};
  throw new OauthError('invalid_request', `The response_mode ${quoted(mode)} is not supported; query is.`);
};
