/**
 * Credentials: connected accounts at third parties, and their live tokens.
 *
 * A credential says how its third party is reached, itself or through its integration (`integration.ts`), put
 * together in `configuration.ts`. It is connected by a browser (`connect.ts`, `callback.ts`) or at once, and either
 * way kept only when the rules of `complete.ts` hold. Its connection goes
 *
 *   pending ──connect──▶ connected ──grant lost──▶ needs_reauthorization ──connect──▶ connected
 *      └──failed──▶ error ──connect──▶ connected ──disconnect──▶ pending
 *
 * Tokens go out through `hand-out.ts` only. When one is refreshed, and when we give up, is decided in
 * `refresh-policy.ts`; how the grant survives it, in `refresh.ts`. Whose secrets go where: `rules.ts`.
 */
export { createCredentialSecrets } from './access.ts';
export { forgetAttempts } from './attempts.ts';
export { createCallback, createFinish } from './callback.ts';
export { createClientSecretRead, type ReadClientSecret } from './client-secret.ts';
export { createConfigure } from './configuration.ts';
export { createConnect } from './connect.ts';
export { createDisconnect } from './disconnect.ts';
export { createForcedRefresh } from './forced-refresh.ts';
export { createHandOut } from './hand-out.ts';
export { createIntegrations } from './integration.ts';
export { createRefresher, type Refresher } from './refresh.ts';
export { createRefreshAhead } from './refresh-ahead.ts';
export { credentialRoutes } from './routes.ts';
export { createCredentials } from './service.ts';
export { createTokenRead } from './token-row.ts';
export {
  credentialsOfClient,
  credentialsOfUsers,
  detachClient,
  existingCredentials,
  findCredential,
  type Credential,
  type CredentialOfUser,
} from './store.ts';
