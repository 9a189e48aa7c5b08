/**
 * The authorization server: how other software gets in.
 *
 *   app ──▶ /oauth2/auth ──▶ sign-in ──▶ consent ──▶ code ──▶ /oauth2/token ──▶ access token, refresh token
 *
 * An authorization request passes the checks listed in `authorize/checks`, one file for each rule; each way to a
 * token is a file in `grants`. A consent (`authorizations.ts`) is a user's, to an app, in one tenant; a grant is what
 * one code gave; tokens live as long as their grant, its consent, the app and the user's membership do, which is asked
 * at each use (`token-read.ts`) and nowhere copied. The API-key dialect (`dialect`) shares all of it but the last step.
 */
export { createAuthorizations, type Authorizations } from './authorizations.ts';
export { forgetEnded } from './grant-store.ts';
export { authorizationRoutes, authorizationServerRouter } from './routes.ts';
export { createAuthorizationServer, type AuthorizationServer } from './server.ts';
export { createBearerRead, type LiveToken, type BearerRead } from './bearer-read.ts';
export { ACCESS_TOKEN_PREFIX } from './tokens.ts';
