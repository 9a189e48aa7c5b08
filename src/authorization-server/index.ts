/**
 * The authorization server: how other software gets access.
 *
 *   app ──▶ /oauth2/auth ──▶ sign-in ──▶ consent ──▶ code ──▶ /oauth2/token ──▶ access token, refresh token
 *
 * Authorization requests go through the checks in `authorize/checks`, one file per rule; each grant type is a file in
 * `grants`. PKCE concerns both endpoints, so it is in `pkce.ts`. A consent (`authorizations.ts`) is given by a user to
 * an app in one tenant; a grant is created when a code is redeemed. A token is valid as long as its grant, the consent,
 * the app and the user's membership are, which is looked up on each use (`access-token-finder.ts`) and never cached.
 * The API key flow (`api-key-flow`) only differs in the last step.
 */
export { createAuthorizations } from './authorizations.ts';
export { revokeGrantsOfUser, deleteExpiredGrants } from './grant-store.ts';
export { authorizationRoutes, authorizationServerRouter } from './routes.ts';
export { createAuthorizationServer } from './server.ts';
export { createAccessTokenFinder, type FindAccessToken } from './access-token-finder.ts';
