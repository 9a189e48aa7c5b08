import { OauthError, quoted } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** The response is always sent in the query of the redirect URI. */
export const checkResponseMode: Check = ({ fields }) => {
  const mode = fields.get('response_mode');
  if (mode === undefined || mode === 'query') return {};
  throw new OauthError('invalid_request', `response_mode ${quoted(mode)} is not supported. Use query.`);
};
