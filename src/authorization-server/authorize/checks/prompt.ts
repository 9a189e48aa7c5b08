import { OauthError } from '../../oauth-error.ts';
import { wordsOf } from '../../requested-scopes.ts';
import type { Check } from '../request.ts';

/** What many libraries send (OpenID Connect Core, 3.1.2.1): none, login, consent. What is not known is left alone. */
export const checkPrompt: Check = ({ fields }) => {
  const prompt = new Set(wordsOf(fields.get('prompt')));
  if (prompt.has('none') && prompt.size > 1)
    throw new OauthError('invalid_request', 'The prompt none goes with no other.');
  return { prompt };
};
