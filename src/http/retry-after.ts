import type { OutboundResponse } from './outbound.ts';

/**
 * The delay that a server requests with Retry-After, in seconds or as a date (RFC 9110, 10.2.3). A date is relative to
 * the server's own Date header, because its clock may differ from ours.
 * @param max milliseconds
 * @returns milliseconds, `max` at most; null if there is no valid Retry-After
 */
export function retryAfterOf(
  { headers, receivedAt }: Pick<OutboundResponse, 'headers' | 'receivedAt'>,
  max: number,
): number | null {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return null;
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, max);
  const until = dateOf(text);
  if (until === null) return null;
  return Math.min(Math.max(0, until - (dateOf(headers['date']) ?? receivedAt)), max);
}

const HTTP_DATE = /^[A-Z][a-z]{2,8}(?:,| [A-Z][a-z]{2} )/;

/** Only accepts HTTP dates; `Date.parse` alone accepts many other formats. */
function dateOf(text: string | undefined): number | null {
  if (text === undefined || !HTTP_DATE.test(text)) return null;
  // The asctime format has no time zone and means GMT.
  const time = Date.parse(text.includes(',') ? text : `${text} GMT`);
  return Number.isNaN(time) ? null : time;
}
