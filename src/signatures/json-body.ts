import { MAX_DOCUMENT_DEPTH, parseJson } from '../system/json-depth.ts';
import { isObject } from '../system/json-type.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a body as a JSON object; undefined if it is anything else.
 * @param most maximum size in bytes; a larger body is not parsed
 */
export function parseJsonObject(body: Buffer, most = Infinity): Record<string, unknown> | undefined {
  if (body.length > most) return undefined;
  try {
    const value = parseJson(utf8.decode(body), MAX_DOCUMENT_DEPTH);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
