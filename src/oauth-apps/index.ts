/**
 * OAuth apps: third-party software that accesses the platform. An app belongs to a tenant. Its settings say which
 * scopes and grant types it can use and who can authorize it (`rules.ts`); its redirect URIs are checked in
 * `redirect-uris.ts`. Its secrets are shown once and stored as SHA-256, and at most two are valid at a time
 * (`secrets.ts`). Creating, changing or deleting an app, or creating a secret, requires all permissions that the app
 * itself can get.
 */
export { createClientFinder, type Client, type FindClient } from './clients.ts';
export { RESPONSE_PARAMETERS, isRedirectUriOf, isWebUri } from './redirect-uris.ts';
export { oauthAppRoutes } from './routes.ts';
export { createOauthApps } from './service.ts';
export { createSecrets, SECRET_PREFIX } from './secrets.ts';
export { listAppsById, type GrantType } from './store.ts';
