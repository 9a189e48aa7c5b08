import type { Sample } from './shape.ts';

/** Senders tell of an event in headers of their own. */
const TELLING = /^(?:x|webhook)-/;
/** What proves who somebody is. It is for nobody who reads events. */
const PROVING =
  /sign|secret|token|auth|cookie|session|credential|passw|hmac|digest|jwt|cert|(?:^|-)(?:mac|sig|otp)(?:-|$)|(?<!idempotency-)key/;

/** The headers that an expression sees, with names in lower case; what came twice is joined as by node. */
export function shownHeaders({ contentType, headers }: Sample): Record<string, string> {
  const given = Object.entries(headers).flatMap(([header, value]): [string, string][] => {
    const name = header.toLowerCase();
    if (value === undefined || !TELLING.test(name) || PROVING.test(name)) return [];
    return [[name, Array.isArray(value) ? value.join(', ') : value]];
  });
  return Object.fromEntries(contentType === null ? given : [['content-type', contentType], ...given]);
}
