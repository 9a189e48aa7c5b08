import { requestedScopes } from '../../requested-scopes.ts';
import type { Check } from '../request.ts';

/** RFC 6749, 3.3. */
export const checkScope: Check = ({ fields, client }) => ({
  scopes: requestedScopes(fields.get('scope'), client!),
});
