/**
 * Whether a webhook comes from who it says it does: an HMAC over what the sender chose to sign. A scheme is data
 * (`shape.ts`), so that a tenant can declare what no one has named (`verification.ts`); those of well-known senders are
 * in `schemes.ts`. Microsoft Graph alone signs nothing (`client-state.ts`).
 * Nothing here reads a clock, a database or a request: `checkSender` is given all that it judges by.
 */
export { assertVerification, secretFault } from './assert-verification.ts';
export { checkSender } from './check-sender.ts';
export { withoutClientState } from './client-state.ts';
export { verify } from './declared.ts';
export { objectIn } from './json-body.ts';
export { SCHEMES, type SchemeName } from './schemes.ts';
export type { SignatureScheme, SignedRequest, Verdict } from './shape.ts';
export { signs, templateFault } from './template.ts';
export { schemeOf, type Verification } from './verification.ts';
