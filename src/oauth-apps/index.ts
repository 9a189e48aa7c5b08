/**
 * OAuth apps: other software that is let into the platform. An app belongs to a tenant; what it may ask for, how, and
 * whose users may let it in are its settings (`rules.ts`), where a browser may be sent to is decided in
 * `redirect-uris.ts`. Its secrets are shown once, kept as SHA-256, and two live at most (`secrets.ts`). Whoever makes,
 * changes or deletes an app, or gets a secret of it, must be allowed all that it may do.
 */
export { createClientRead, type Client, type ClientRead } from './clients.ts';
export { isRedirectUriOf, isWebUri } from './redirect-uris.ts';
export { oauthAppRoutes } from './routes.ts';
export { createOauthApps, type OauthApps } from './service.ts';
export { createSecrets, SECRET_PREFIX } from './secrets.ts';
export { listAppsById, type GrantType } from './store.ts';
