/**
 * API keys: what `email:apikey` uses. A key acts as its user in one tenant; it is shown once and kept as a SHA-256.
 * A key that an OAuth app got for its user (`issue-to-app.ts`) is good for its scopes alone, and is used with its
 * passphrase, as `apikey:passphrase`. How a key becomes an actor is in `authentication.ts`.
 */
export {
  createAuthentication,
  type Authenticate,
  type Authentication,
  type KeyHolder,
} from './authentication.ts';
export {
  endKeyOfApp,
  endKeyOfGrant,
  endKeysOfApp,
  endKeysOfAuthorizations,
  issueToApp,
} from './issue-to-app.ts';
export { API_KEY_PREFIX } from './rules.ts';
export { apiKeyRoutes } from './routes.ts';
export { createApiKeys, type ApiKeys } from './service.ts';
export type { ApiKey } from './store.ts';
