import { VerificationError } from './verification-error.ts';
import { partOf } from './format.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import type { SentValue, SignedRequest } from './signed-request.ts';

/** How Node joins repeated headers. */
const JOINED = ', ';

/**
 * The value of a header that was sent once.
 * @throws VerificationError
 */
export function headerOnce(headers: SignedRequest['headers'], name: string, separator?: string): string {
  // A declared name may be one that every object has, such as `constructor`.
  const [value, ...more] = Object.hasOwn(headers, name) ? [headers[name]].flat() : [];
  if (value === undefined || value === '')
    throw new VerificationError(`The header ${name} is missing or empty.`);
  if (more.length > 0 || (separator !== JOINED && value.includes(JOINED)))
    throw new VerificationError(`The header ${name} was sent more than once.`);
  return value;
}

/**
 * The values of the elements called `name` in a value such as `t=1492774577,v1=5257a8…`. Other elements are ignored,
 * but must be well-formed.
 * @throws VerificationError
 */
export function elementsOf(scheme: SignatureScheme, { place, text }: SentValue, name: string): string[] {
  return text.split(scheme.separator ?? ',').flatMap((part) => {
    const [, partName, value] = /^([^\s=]+)=(\S*)$/.exec(part) ?? [];
    if (value === undefined) throw new VerificationError(`${place} is not a list of name=value elements.`);
    return partName === name ? [value] : [];
  });
}

/**
 * The signatures in a value, without their prefix.
 * @throws VerificationError if it contains no signature
 */
export function signatureTexts(scheme: SignatureScheme, sent: SentValue): string[] {
  const { element, prefix = '', format } = scheme;
  if (format !== undefined) return [partOf(format, sent.text, 'signature', sent.place)];
  const texts = (element === undefined ? partsOf(scheme, sent) : elementsOf(scheme, sent, element))
    .filter((part) => part.startsWith(prefix))
    .map((part) => part.slice(prefix.length));
  if (texts.length > 0) return texts;
  const kind = element === undefined ? `that begins with ${prefix}` : `in an element named ${element}`;
  throw new VerificationError(`${sent.place} contains no signature ${kind}.`);
}

function partsOf({ separator }: SignatureScheme, { place, text }: SentValue): string[] {
  const parts = separator === undefined ? [text] : text.split(separator);
  // If signatures have a prefix, an empty one would be ignored as a signature of another kind.
  if (parts.includes('')) throw new VerificationError(`${place} contains an empty signature.`);
  return parts;
}
