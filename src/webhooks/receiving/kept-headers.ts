import type { IncomingHttpHeaders } from 'node:http';
import { eventHeadersOf, type Verification } from '../../signatures/index.ts';

/** Printable ASCII, so that it can be sent in a delivery. */
const KEPT = /^[\x20-\x7e]{1,1000}$/;

/** The headers that describe the event. Besides Content-Type, no others are stored or delivered. */
export function keptHeaders(
  verification: Verification | undefined,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const names = verification === undefined ? [] : eventHeadersOf(verification);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
      return typeof value === 'string' && KEPT.test(value) ? [[name, value]] : [];
    }),
  );
}
