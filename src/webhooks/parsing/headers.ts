import type { Sample } from './parser-types.ts';

/** Headers in which senders describe an event. */
const EVENT_HEADER = /^(?:x|webhook)-/;
/** Headers that may contain secrets or signatures. Nobody who can read events may see them. */
const SECRET_HEADER =
  /sign|secret|token|auth|cookie|session|credential|passw|hmac|digest|jwt|cert|(?:^|-)(?:mac|sig|otp)(?:-|$)|(?<!idempotency-)key/;

/** The headers that an expression sees, with names in lower case. Repeated headers are joined as in Node.js. */
export function shownHeaders({ contentType, headers }: Sample): Record<string, string> {
  const given = Object.entries(headers).flatMap(([header, value]): [string, string][] => {
    const name = header.toLowerCase();
    if (value === undefined || !EVENT_HEADER.test(name) || SECRET_HEADER.test(name)) return [];
    return [[name, Array.isArray(value) ? value.join(', ') : value]];
  });
  return Object.fromEntries(contentType === null ? given : [['content-type', contentType], ...given]);
}
