import type { Sample } from './parser-types.ts';

/** Headers that may contain secrets or signatures, which nobody who can read events may see; and that of the server. */
const HIDDEN_HEADER =
  /^host$|sign|secret|token|auth|cookie|session|credential|passw|hmac|digest|jwt|cert|(?:^|-)(?:mac|sig|otp)(?:-|$)|(?<!idempotency-|event-)key/;

/**
 * The headers that an expression sees, with names in lower case. Repeated headers are joined as in Node.js. A sample has
 * only those that the verification declares as describing the event.
 */
export function shownHeaders({ contentType, headers }: Sample): Record<string, string> {
  const given = Object.entries(headers).flatMap(([header, value]): [string, string][] => {
    const name = header.toLowerCase();
    if (value === undefined || HIDDEN_HEADER.test(name)) return [];
    return [[name, Array.isArray(value) ? value.join(', ') : value]];
  });
  return Object.fromEntries(contentType === null ? given : [['content-type', contentType], ...given]);
}
