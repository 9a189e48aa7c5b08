/**
 * API keys, sent as `email:apikey`. A key acts as its user in one tenant; it is shown once and stored as SHA-256.
 * A key issued to an OAuth app (`issue-to-app.ts`) is limited to its scopes and is sent with its passphrase, as
 * `apikey:passphrase`. `authentication.ts` turns a key into an actor.
 */
export { createAuthentication, type Authenticate, type Authentication } from './authentication.ts';
export {
  revokeAppKeysOfUser,
  revokeKeyOfApp,
  revokeKeyOfGrant,
  revokeKeysOfApp,
  revokeKeysOfAuthorizations,
  issueToApp,
} from './issue-to-app.ts';
export { API_KEY_PREFIX } from './rules.ts';
export { apiKeyRoutes } from './routes.ts';
export { createApiKeys } from './service.ts';
