import type { ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { Authorization } from './authorizations.ts';

export const authorizationView: ResourceView<Authorization> = {
  type: 'authorization',
  id: (authorization) => authorization.id,
  path: (authorization) => `/v2/tenants/${authorization.tenant_id}/authorizations/${authorization.id}`,
  version: (authorization) => authorization.version,
  attributes: (authorization) => ({
    scopes: authorization.scopes,
    app: authorization.app,
    created_at: toRfc3339(authorization.created_at),
    updated_at: toRfc3339(authorization.updated_at),
  }),
  relationships: (authorization) => ({
    user: { type: 'user', id: authorization.user_id },
    oauth_app: { type: 'oauth-app', id: authorization.app_id },
  }),
  relationshipNames: ['user', 'oauth_app'],
  members: ['scopes', 'app', 'created_at', 'updated_at', 'user', 'oauth_app'],
};
