import { declared, plainAttributes, type ResourceView } from '../jsonapi/index.ts';
import { timeOrNull, toRfc3339 } from '../system/clock.ts';
import type { AppSecret } from './secrets.ts';
import type { OauthApp } from './store.ts';

export const oauthAppView: ResourceView<OauthApp> = {
  ...declared('oauth-app'),
  id: (app) => app.id,
  path: (app) => `/v2/tenants/${app.tenant_id}/oauth-apps/${app.id}`,
  version: (app) => app.version,
  attributes: (app) => ({
    ...plainAttributes('oauth-app', app),
    client_id: app.id,
    client_secret: app.client_secret,
    created_at: toRfc3339(app.created_at),
    updated_at: toRfc3339(app.updated_at),
  }),
  relationships: (app) => ({
    created_by: app.created_by === null ? null : { type: 'user', id: app.created_by },
  }),
  onceOnly: ['client_secret'],
};

export const secretView: ResourceView<AppSecret> = {
  ...declared('oauth-app-secret'),
  id: (secret) => secret.id,
  path: (secret) => `/v2/tenants/${secret.tenant_id}/oauth-apps/${secret.app_id}/secrets/${secret.id}`,
  // expires_at is set once, which is the only change.
  version: (secret) => (secret.expires_at === null ? 1 : 2),
  attributes: (secret) => ({
    expires_at: timeOrNull(secret.expires_at),
    last_used_at: timeOrNull(secret.last_used_at),
    client_secret: secret.client_secret,
    created_at: toRfc3339(secret.created_at),
  }),
  relationships: (secret) => ({
    oauth_app: { type: 'oauth-app', id: secret.app_id },
    created_by: secret.created_by === null ? null : { type: 'user', id: secret.created_by },
  }),
  onceOnly: ['client_secret'],
  ignoredByIfMatch: ['last_used_at'],
};
