import type { BodyValues } from './body-values.ts';
import { partOf } from './format.ts';
import { elementsOf, headerOnce } from './header.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import type { SentValue, SignedRequest } from './signed-request.ts';
import type { UrlValues } from './url-values.ts';
import { VerificationError } from './verification-error.ts';

const MS = { s: 1000, ms: 1 };

/** A date and time (RFC 3339, 5.6). No part of one is another one, so it needs no separator from what is next to it. */
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * The timestamp exactly as sent, since that is what is signed; null if the scheme has none.
 * @throws VerificationError
 */
export function timestampOf(
  scheme: SignatureScheme,
  headers: SignedRequest['headers'],
  sent: readonly SentValue[],
  body: BodyValues,
  url: UrlValues,
): string | null {
  if (scheme.timestamp === undefined) return null;
  const { header, element, pointer, query } = scheme.timestamp;
  if (header !== undefined) return headerOnce(headers, header);
  if (pointer !== undefined) {
    const text = body.textAt(pointer);
    if (text !== undefined) return text;
    throw new VerificationError(`The body has no timestamp at ${pointer}.`);
  }
  if (query !== undefined) {
    const text = url.parameter(query);
    if (text !== undefined) return text;
    throw new VerificationError(`The URL has no query parameter ${query}.`);
  }
  const [timestamp, ...more] = sent.flatMap(({ place, text }) =>
    element === undefined
      ? [partOf(scheme.format!, text, 'timestamp', place)]
      : elementsOf(scheme, { place, text }, element),
  );
  const place = sent[0]!.place;
  if (timestamp === undefined) throw new VerificationError(`${place} has no element named ${element}.`);
  if (more.length > 0)
    throw new VerificationError(
      `${place} has more than one ${element === undefined ? 'timestamp' : `element named ${element}`}.`,
    );
  return timestamp;
}

/** @throws VerificationError if the timestamp is too far from now */
export function checkAge(
  { unit, tolerance }: NonNullable<SignatureScheme['timestamp']>,
  timestamp: string,
  now: number,
): void {
  const age = now - timeOf(timestamp, unit);
  // Written so that NaN is rejected too.
  if (Math.abs(age) <= tolerance * 1000) return;
  throw new VerificationError(
    `The timestamp is more than ${tolerance} s in the ${age > 0 ? 'past' : 'future'}.`,
  );
}

/** The timestamp that a sender would send. @param now milliseconds since the epoch */
export function timestampText(unit: 's' | 'ms' | 'rfc3339', now: number): string {
  return unit === 'rfc3339' ? new Date(now).toISOString() : String(Math.floor(now / MS[unit]));
}

function timeOf(timestamp: string, unit: 's' | 'ms' | 'rfc3339'): number {
  if (unit === 'rfc3339') {
    const time = RFC_3339.test(timestamp) ? Date.parse(timestamp) : NaN;
    if (!Number.isNaN(time)) return time;
    throw new VerificationError('The timestamp is not a date and time with a time zone (RFC 3339).');
  }
  // No leading zero: without a separator between body and timestamp, digits could move from the end of the body to the
  // timestamp.
  if (!/^(?:0|[1-9]\d{0,14})$/.test(timestamp))
    throw new VerificationError('The timestamp is not a decimal number without leading zeros.');
  return Number(timestamp) * MS[unit];
}
