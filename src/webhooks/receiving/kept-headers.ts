import type { IncomingHttpHeaders } from 'node:http';
import { schemeOf, type Verification } from '../../signatures/index.ts';

/** Printable ASCII, so that it can be handed on. */
const KEPT = /^[\x20-\x7e]{1,1000}$/;

/** Of a request's headers, those by which the sender says what it is about: no others are kept, or handed on. */
export function keptHeaders(
  verification: Verification | undefined,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const names = (verification && schemeOf(verification)?.about) ?? [];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
      return typeof value === 'string' && KEPT.test(value) ? [[name, value]] : [];
    }),
  );
}
