/**
 * API keys: what `email:apikey` uses. A key acts as its user in one tenant; it is shown once and kept as a SHA-256.
 * How a key becomes an actor is in `authentication.ts`.
 */
export { createAuthentication, type Authenticate } from './authentication.ts';
export { apiKeyRoutes } from './routes.ts';
export { createApiKeys, type ApiKeys } from './service.ts';
export type { ApiKey } from './store.ts';
