import { hash } from 'node:crypto';
import type { ResourceView } from '../jsonapi/index.ts';
import type { Provider } from './catalogue.ts';

export const providerView: ResourceView<Provider> = {
  type: 'provider',
  id: (provider) => provider.id,
  path: (provider) => `/v2/providers/${provider.id}`,
  // Nobody counts an entry's changes: it changes with the program. 28 bits of what it says tell two of them apart.
  version: (provider) => parseInt(hash('sha256', JSON.stringify(provider)).slice(0, 7), 16),
  attributes: ({ id: _, ...entry }) => entry,
  members: [
    'name',
    'documentation_url',
    'checked_on',
    'grant_types',
    'authorization_url',
    'token_url',
    'refresh_url',
    'revocation_url',
    'introspection_url',
    'userinfo_url',
    'jwks_url',
    'issuer',
    'base_uri',
    'scope_separator',
    'client_authentication',
    'token_request_format',
    'pkce',
    'authorization_params',
    'token_params',
    'refresh_params',
    'refresh_scope',
    'parameters',
    'default_scopes',
    'refresh_token',
    'rotates_refresh_token',
    'access_token_lifetime',
    'extra_fields',
    'api_base_field',
    'webhook_scheme',
    'notes',
  ],
};
