import { OauthError } from '../../oauth-error.ts';
import { splitWords } from '../../requested-scopes.ts';
import type { Check } from '../request.ts';

/** Many libraries send prompt (OpenID Connect Core, 3.1.2.1). none, login and consent are supported, others ignored. */
export const checkPrompt: Check = ({ fields }) => {
  const prompt = new Set(splitWords(fields.get('prompt')));
  if (prompt.has('none') && prompt.size > 1)
    throw new OauthError('invalid_request', 'prompt=none cannot be combined with other prompt values.');
  return { prompt };
};
