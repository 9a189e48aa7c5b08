/**
 * Verifies that a webhook request comes from its declared sender: by a signature over whatever the sender chose to
 * sign, or by the secret itself. A scheme is data (`signature-scheme.ts`), so that tenants can declare their own
 * (`verification.ts`); those of well-known senders are in `schemes.ts`. Nothing here reads a clock or a database, or
 * calls anyone: `checkSender` gets everything as arguments, and published keys from a `KeySource`.
 */
export { assertUrls, assertVerification } from './assert-verification.ts';
export { replayWindow, checkSender } from './check-sender.ts';
export { withoutClientState } from './client-state.ts';
export { assertHandshake, handshakeFault, setsSecret, type Handshake } from './handshake.ts';
export { decryptionKeyFault, decryptionKeysOf } from './decryption-keys.ts';
export { decryptNotifications } from './graph-content.ts';
export { FORBIDDEN_HEADERS } from './forbidden-headers.ts';
export { contentDigest } from './content-digest.ts';
export type { ReplayEvidence } from './evidence.ts';
export type { KeySource } from './key-source.ts';
export { parseJsonObject } from './json-body.ts';
export { SCHEMES, type SchemeName } from './schemes.ts';
export { templateFault } from './scheme-faults.ts';
export { secretFault } from './secret-fault.ts';
export { newSigningSecret, signedHeaders } from './sign.ts';
export type { SignatureScheme } from './signature-scheme.ts';
export type { SignedRequest } from './signed-request.ts';
export { signAsSender } from './sign-as-sender.ts';
export { signs } from './template.ts';
export { eventHeadersOf, eventIdHeaderOf, needsSecret, type Verification } from './verification.ts';
export { VerificationError } from './verification-error.ts';
export { verify } from './verify.ts';
