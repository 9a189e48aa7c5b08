/**
 * The access tokens of connected accounts. Only `issuing.ts` returns them, from a single read (`token-row.ts`);
 * `sign-request.ts` signs requests with them for OAuth 1.0.
 * `refresh-policy.ts` decides when to refresh a token and when to give up. `refresh.ts` contains a refresh from top to
 * bottom: the lease (`lease.ts`, renewed by `heartbeat.ts`), the call, the commit (`refresh-commit.ts`). `refresher.ts`
 * runs refreshes and lets a shutdown wait for them; `refresh-ahead.ts` refreshes tokens in use before they expire, and
 * `keep-alive.ts` connections that nobody uses before their refresh tokens do. `connection-end.ts` says when a connection
 * ends, `end-of-connections.ts` acts on it.
 */
export { countConnectionEnds, type ConnectionEnds } from './all-connections.ts';
export { createEndNotes, createEndOfConnections } from './end-of-connections.ts';
export { createForcedRefresh } from './forced-refresh.ts';
export { createIdleLimits } from './idle-limits.ts';
export { createIssuing, type Issuing } from './issuing.ts';
export { createKeepAlive } from './keep-alive.ts';
export { createRefreshAhead } from './refresh-ahead.ts';
export { createRefresher } from './refresher.ts';
export { filledBaseUri, sealTokens } from './sealed-tokens.ts';
export { authSecretView, renderToken, signatureView, tokenView } from './serializer.ts';
export { createSigning, type Signature } from './sign-request.ts';
export { createTokenReader } from './token-row.ts';
