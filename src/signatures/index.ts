/**
 * Verifies that a webhook request comes from its declared sender: an HMAC over whatever the sender chose to sign. A
 * scheme is data (`signature-scheme.ts`), so that tenants can declare their own (`verification.ts`); those of
 * well-known senders are in `schemes.ts`. Only Microsoft Graph signs nothing (`client-state.ts`). Nothing here reads a
 * clock, a database or a request: `checkSender` gets everything as arguments.
 */
export { assertVerification, secretFault } from './assert-verification.ts';
export { replayWindow, checkSender, type ReplayEvidence } from './check-sender.ts';
export { withoutClientState } from './client-state.ts';
export { contentDigest } from './content-digest.ts';
export { verify } from './hmac.ts';
export { parseJsonObject } from './json-body.ts';
export { SCHEMES, type SchemeName } from './schemes.ts';
export type { SignatureScheme } from './signature-scheme.ts';
export type { SignedRequest } from './signed-request.ts';
export { signs, templateFault } from './template.ts';
export { schemeOf, type Verification } from './verification.ts';
