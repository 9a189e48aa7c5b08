import { isDeeperThan } from '../system/json-depth.ts';
import { isObject } from '../system/json-type.ts';

/** Deeper than any event, but far from overflowing the parser's stack. */
const MAX_DEPTH = 64;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a body as a JSON object; undefined if it is anything else.
 * @param most maximum size in bytes; a larger body is not parsed
 */
export function parseJsonObject(body: Buffer, most = Infinity): Record<string, unknown> | undefined {
  if (body.length > most) return undefined;
  try {
    const text = utf8.decode(body);
    const value: unknown = isDeeperThan(MAX_DEPTH, text) ? undefined : JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
