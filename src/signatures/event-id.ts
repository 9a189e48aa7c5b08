import type { BodyValues } from './body-values.ts';
import { headerOnce } from './header.ts';
import type { IdSource } from './signature-scheme.ts';
import type { SignedRequest } from './signed-request.ts';
import { VerificationError } from './verification-error.ts';

/**
 * The ID of the event; null if it is missing or invalid, and not required.
 * @param isRequired whether the template contains {id}. Anyone can omit an ID that is not signed, so requiring it would
 * gain nothing; and a signed body without one is as the sender made it
 * @throws VerificationError
 */
export function idOf(
  source: IdSource | undefined,
  headers: SignedRequest['headers'],
  body: BodyValues,
  isRequired: boolean,
): string | null {
  if (source === undefined) return null;
  if (isRequired) return requiredId(source, headers, body);
  try {
    return requiredId(source, headers, body);
  } catch (error) {
    if (error instanceof VerificationError) return null;
    throw error;
  }
}

function requiredId(source: IdSource, headers: SignedRequest['headers'], body: BodyValues): string {
  const { header, pointer } = source;
  const value = header === undefined ? (body.textAt(pointer) ?? '') : headerOnce(headers, header);
  // Node reads headers as Latin-1, so for other characters we would have to guess which bytes were signed.
  if (/^[\x21-\x7e]{1,255}$/.test(value)) return value;
  const place = header === undefined ? `The value at ${pointer} in the body` : `The header ${header}`;
  throw new VerificationError(`${place} is not a valid ID: it must be 1 to 255 visible ASCII characters.`);
}
