/**
 * The access tokens of connected accounts. Only `issuing.ts` returns them, from a single read (`token-row.ts`).
 * `refresh-policy.ts` decides when to refresh a token and when to give up. `refresh.ts` contains a refresh from top to
 * bottom: the lease (`lease.ts`, renewed by `heartbeat.ts`), the call, the commit (`refresh-commit.ts`). `refresher.ts`
 * runs refreshes and lets a shutdown wait for them; `refresh-ahead.ts` refreshes tokens in use before they expire, and
 * `keep-alive.ts` connections that nobody uses before their refresh tokens do.
 */
export { createForcedRefresh } from './forced-refresh.ts';
export { createIssuing, type Issuing } from './issuing.ts';
export { createKeepAlive } from './keep-alive.ts';
export { createRefreshAhead } from './refresh-ahead.ts';
export { createRefresher } from './refresher.ts';
export { sealTokens } from './sealed-tokens.ts';
export { authSecretView, renderToken, tokenView } from './serializer.ts';
export { createTokenReader } from './token-row.ts';
