import { declared, plainAttributes, type ResourceView } from '../jsonapi/index.ts';
import { timeOrNull, toRfc3339 } from '../system/clock.ts';
import type { ApiKey } from './store.ts';

export const apiKeyView: ResourceView<ApiKey> = {
  ...declared('api-key'),
  id: (key) => key.id,
  path: (key) => `/v2/tenants/${key.tenant_id}/api-keys/${key.id}`,
  version: (key) => key.version,
  attributes: (key) => ({
    ...plainAttributes('api-key', key),
    prefix: key.prefix,
    scopes: key.scopes,
    expires_at: timeOrNull(key.expires_at),
    last_used_at: timeOrNull(key.last_used_at),
    api_key: key.api_key,
    created_at: toRfc3339(key.created_at),
    updated_at: toRfc3339(key.updated_at),
  }),
  relationships: (key) => ({
    user: { type: 'user', id: key.user_id },
    oauth_app: key.app_id === null ? null : { type: 'oauth-app', id: key.app_id },
    created_by: key.created_by === null ? null : { type: 'user', id: key.created_by },
  }),
  onceOnly: ['api_key'],
  ignoredByIfMatch: ['last_used_at'],
};
