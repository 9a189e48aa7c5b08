import { createHmac, timingSafeEqual } from 'node:crypto';
import { contentDigest } from './content-digest.ts';
import { decode } from './encoding.ts';
import { elementsOf, headerOnce, signatureTexts } from './header.ts';
import { keysOf } from './keys.ts';
import { VerificationError } from './verification-error.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import type { SignedRequest, Verdict } from './signed-request.ts';
import { signedBytes, signs, templateFault } from './template.ts';

/** More than any sender needs while it rotates its secret. */
const MAX_SIGNATURES = 20;

const DIGEST_BYTES = { sha1: 20, sha256: 32, sha512: 64 };

const MS = { s: 1000, ms: 1 };

/**
 * Whether one of the signatures was made with one of the secrets, and recently enough. Anything ambiguous is rejected.
 */
export function verify(scheme: SignatureScheme, request: SignedRequest): Verdict {
  try {
    return { valid: true, ...proofOf(scheme, request) };
  } catch (error) {
    if (error instanceof VerificationError) return { valid: false, reason: error.message };
    throw error;
  }
}

function proofOf(
  scheme: SignatureScheme,
  { headers, body, method, url, secrets, now }: SignedRequest,
): { id: string | null; timestamp: string | null; covered: string } {
  const fault = templateFault(scheme);
  if (fault !== undefined) throw new VerificationError(fault);
  const keys = keysOf(scheme, secrets);
  const header = headerOnce(headers, scheme.header, scheme.separator);
  const signatures = signaturesOf(scheme, header);
  const timestamp = timestampOf(scheme, headers, header);
  if (timestamp !== null) checkAge(scheme, timestamp, now);
  const id = idOf(scheme, headers);

  const inserts = { body, method, url: urlOf(scheme, url), timestamp: timestamp ?? '', id: id ?? '' };
  const signed = signedBytes(scheme.signed, inserts);
  const expected = keys.map((key) => createHmac(scheme.algorithm, key).update(signed).digest());
  if (!signatures.some((signature) => expected.some((digest) => timingSafeEqual(digest, signature))))
    throw new VerificationError(
      'No signature matches: the secret is different, or the request was modified in transit.',
    );
  return { id, timestamp, covered: contentDigest(signed) };
}

/**
 * The digests, all of the right length. One that cannot be decoded makes the request invalid, even if another would
 * match.
 */
function signaturesOf(scheme: SignatureScheme, header: string): Buffer[] {
  const texts = signatureTexts(scheme, header);
  if (texts.length > MAX_SIGNATURES)
    throw new VerificationError(
      `The header ${scheme.header} contains more than ${MAX_SIGNATURES} signatures.`,
    );
  return texts.map((text) => {
    const bytes = decode(text, scheme.encoding);
    if (bytes?.length === DIGEST_BYTES[scheme.algorithm]) return bytes;
    throw new VerificationError(
      `A signature in ${scheme.header} is not a ${scheme.algorithm} digest in ${scheme.encoding}.`,
    );
  });
}

/** The timestamp exactly as sent, since that is what is signed; null if the scheme has none. */
function timestampOf(
  scheme: SignatureScheme,
  headers: SignedRequest['headers'],
  signatureHeader: string,
): string | null {
  if (scheme.timestamp === undefined) return null;
  const { header, element } = scheme.timestamp;
  if (header !== undefined) return headerOnce(headers, header);
  const [timestamp, ...more] = elementsOf(scheme, signatureHeader, element!);
  if (timestamp === undefined)
    throw new VerificationError(`The header ${scheme.header} has no element named ${element}.`);
  if (more.length > 0)
    throw new VerificationError(`The header ${scheme.header} has more than one element named ${element}.`);
  return timestamp;
}

function checkAge(scheme: SignatureScheme, timestamp: string, now: number): void {
  // No leading zero: without a separator between body and timestamp, digits could move from the end of the body to the
  // timestamp.
  if (!/^(?:0|[1-9]\d{0,14})$/.test(timestamp))
    throw new VerificationError('The timestamp is not a decimal number without leading zeros.');
  const { unit, tolerance } = scheme.timestamp!;
  const age = now - Number(timestamp) * MS[unit];
  // Written so that NaN is rejected too.
  if (Math.abs(age) <= tolerance * 1000) return;
  throw new VerificationError(
    `The timestamp is more than ${tolerance} s in the ${age > 0 ? 'past' : 'future'}.`,
  );
}

function idOf(scheme: SignatureScheme, headers: SignedRequest['headers']): string | null {
  if (scheme.id === undefined) return null;
  if (signs(scheme, 'id')) return signedIdOf(scheme.id, headers);
  try {
    return signedIdOf(scheme.id, headers);
  } catch (error) {
    // Anyone can omit an unsigned ID, so requiring it would gain nothing.
    if (error instanceof VerificationError) return null;
    throw error;
  }
}

function signedIdOf(id: NonNullable<SignatureScheme['id']>, headers: SignedRequest['headers']): string {
  const value = headerOnce(headers, id.header);
  // Node reads headers as Latin-1, so for other characters we would have to guess which bytes were signed.
  if (/^[\x21-\x7e]{1,255}$/.test(value)) return value;
  throw new VerificationError(
    `The header ${id.header} is not a valid ID: it must be 1 to 255 visible ASCII characters.`,
  );
}

function urlOf({ urlDecoded = [] }: SignatureScheme, url: string): string {
  // One pass over complete escapes, so that decoding one never creates another.
  return url.replaceAll(/%[0-9A-Fa-f]{2}/g, (escape) =>
    urlDecoded.includes(escape) ? decodeURIComponent(escape) : escape,
  );
}
