import { createHmac, timingSafeEqual } from 'node:crypto';
import { coveredBy } from './covered.ts';
import { decode } from './encoding.ts';
import { elementsOf, headerOnce, signatureTexts } from './header.ts';
import { keysOf } from './keys.ts';
import { Refusal } from './refusal.ts';
import type { SignatureScheme, SignedRequest, Verdict } from './shape.ts';
import { signedBytes, templateFault } from './template.ts';

/** More than any sender needs while it changes its secret. */
const MOST_SIGNATURES = 20;

const DIGEST_BYTES = { sha1: 20, sha256: 32, sha512: 64 };

const MS = { s: 1000, ms: 1 };

/** Whether one of the signatures was made with one of the secrets, and not too long ago. What is in doubt is refused. */
export function verify(scheme: SignatureScheme, request: SignedRequest): Verdict {
  try {
    return { valid: true, ...proofOf(scheme, request) };
  } catch (error) {
    if (error instanceof Refusal) return { valid: false, reason: error.message };
    throw error;
  }
}

function proofOf(
  scheme: SignatureScheme,
  { headers, body, method, url, secrets, now }: SignedRequest,
): { id: string | null; covered: string } {
  const fault = templateFault(scheme);
  if (fault !== undefined) throw new Refusal(fault);
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
    throw new Refusal('No signature is right: the secret is another, or the request was changed on its way.');
  return { id, covered: coveredBy(signed) };
}

/** The digests, all of the right length: one that cannot be read is refused, though another would do. */
function signaturesOf(scheme: SignatureScheme, header: string): Buffer[] {
  const texts = signatureTexts(scheme, header);
  if (texts.length > MOST_SIGNATURES)
    throw new Refusal(`The header ${scheme.header} holds more than ${MOST_SIGNATURES} signatures.`);
  return texts.map((text) => {
    const bytes = decode(text, scheme.encoding);
    if (bytes?.length === DIGEST_BYTES[scheme.algorithm]) return bytes;
    throw new Refusal(
      `A signature in ${scheme.header} is not the ${scheme.algorithm} digest in ${scheme.encoding}.`,
    );
  });
}

/** As it was written, since that is signed; null when the scheme has none. */
function timestampOf(
  scheme: SignatureScheme,
  headers: SignedRequest['headers'],
  signatureHeader: string,
): string | null {
  if (scheme.timestamp === undefined) return null;
  const { header, element } = scheme.timestamp;
  if (header !== undefined) return headerOnce(headers, header);
  const [timestamp, ...more] = elementsOf(scheme, signatureHeader, element!);
  if (timestamp === undefined) throw new Refusal(`The header ${scheme.header} has no element ${element}.`);
  if (more.length > 0) throw new Refusal(`The header ${scheme.header} has several elements ${element}.`);
  return timestamp;
}

function checkAge(scheme: SignatureScheme, timestamp: string, now: number): void {
  // No leading zero: where nothing parts body and timestamp, one could be borrowed from the end of the body.
  if (!/^(?:0|[1-9]\d{0,14})$/.test(timestamp))
    throw new Refusal('The timestamp is not a number in plain decimal digits.');
  const { unit, tolerance } = scheme.timestamp!;
  const age = now - Number(timestamp) * MS[unit];
  // Written so that what is no number is refused as well.
  if (Math.abs(age) <= tolerance * 1000) return;
  throw new Refusal(`The timestamp is more than ${tolerance} s in the ${age > 0 ? 'past' : 'future'}.`);
}

function idOf({ id }: SignatureScheme, headers: SignedRequest['headers']): string | null {
  if (id === undefined) return null;
  const value = headerOnce(headers, id.header);
  // Node reads headers as Latin-1: of other characters, the bytes that were signed would have to be guessed.
  if (/^[\x21-\x7e]{1,255}$/.test(value)) return value;
  throw new Refusal(`The header ${id.header} is not an id: 255 characters of ASCII at most, without spaces.`);
}

function urlOf({ urlDecoded = [] }: SignatureScheme, url: string): string {
  // One pass over whole escapes, so that what one leaves behind is never taken for the beginning of another.
  return url.replaceAll(/%[0-9A-Fa-f]{2}/g, (escape) =>
    urlDecoded.includes(escape) ? decodeURIComponent(escape) : escape,
  );
}
