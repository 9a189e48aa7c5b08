/**
 * Whether a webhook comes from who it says it does: an HMAC over what the sender chose to sign. A scheme is data
 * (`shape.ts`), so that a tenant can declare what no one has named; those of well-known senders are in `schemes.ts`.
 * Nothing here reads a clock, a database or a request: `verify` is given all that it judges by.
 */
export { verify } from './declared.ts';
export { SCHEMES, type SchemeName } from './schemes.ts';
export type { SignatureScheme, SignedRequest, Verdict } from './shape.ts';
export { signs, templateFault } from './template.ts';
