import { declared, type ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { Authorization } from './authorizations.ts';

export const authorizationView: ResourceView<Authorization> = {
  ...declared('authorization'),
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
  related(authorization) {
    const path = this.path!(authorization);
    // An app of another tenant cannot be read under this tenant's URLs.
    const isOwn = authorization.app_tenant_id === authorization.tenant_id;
    return { user: `${path}/user`, oauth_app: isOwn ? `${path}/oauth_app` : undefined };
  },
};
