import { OauthError, quoted } from '../../oauth-error.ts';
import type { Check } from '../request.ts';

/** Only code: the implicit grant is deprecated (RFC 9700, 2.1.2). */
export const checkResponseType: Check = ({ fields }) => {
  const type = fields.get('response_type');
  if (type === 'code') return {};
  if (type === undefined)
    throw new OauthError('invalid_request', 'The parameter response_type is missing. Use code.');
  throw new OauthError(
    'unsupported_response_type',
    `response_type ${quoted(type)} is not supported. Use code.`,
  );
};
