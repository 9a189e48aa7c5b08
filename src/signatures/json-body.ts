import { isObject } from '../expressions/index.ts';
import { isDeeperThan } from '../jsonapi/index.ts';

/** Deeper than any event, far above the stack of the parser. */
const DEEPEST = 64;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The JSON object that a body is; undefined when it is anything else.
 * @param most bytes; a longer body is not looked into
 */
export function objectIn(body: Buffer, most = Infinity): Record<string, unknown> | undefined {
  if (body.length > most) return undefined;
  try {
    const text = utf8.decode(body);
    const value: unknown = isDeeperThan(DEEPEST, text) ? undefined : JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
