import type { IncomingHttpHeaders } from 'node:http';
import { pluralize } from '../../system/pluralize.ts';

/** Headers that senders and proxies set, and that contain no secrets. */
const PLAIN = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'expect',
  'forwarded',
  'host',
  'origin',
  'transfer-encoding',
  'user-agent',
  'via',
  'webhook-request-origin',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]);

const MAX_NAME = 100;
const MAX_VALUE = 300;
/** Characters of all names and values. */
const MAX_TOTAL = 4_000;

/**
 * The headers of a request, to find out why it was rejected. A list of what is harmless, because nobody knows all
 * headers that contain secrets: of any other header, only the length of its value is shown.
 * @param eventHeaders the headers that describe an event, in lower case, which are stored with accepted events too
 */
export function describeHeaders(
  headers: IncomingHttpHeaders,
  eventHeaders: readonly string[],
): Record<string, string> {
  const described: [name: string, value: string][] = [];
  let left = MAX_TOTAL;
  for (const [name, given] of Object.entries(headers)) {
    const value = [given].flat().join(', ');
    const isShown = PLAIN.has(name) || name.endsWith('timestamp') || eventHeaders.includes(name);
    const entry = [
      printable(name, MAX_NAME),
      isShown ? printable(value, MAX_VALUE) : lengthOf(value),
    ] as const;
    left -= entry[0].length + entry[1].length;
    if (left < 0) break;
    described.push([...entry]);
  }
  return Object.fromEntries(described);
}

function lengthOf(value: string): string {
  return `(${pluralize(value.length, 'character')})`;
}

/** Node reads headers as Latin-1, so other characters were not what the sender meant. */
function printable(text: string, limit: number): string {
  const ascii = text.slice(0, limit).replaceAll(/[^\x20-\x7e]/g, '\uFFFD');
  return text.length > limit ? `${ascii}…` : ascii;
}
