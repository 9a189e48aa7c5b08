import { parseExactly } from '../../expressions/index.ts';
import { isDeeperThan } from '../../system/json-depth.ts';
import { ParseFault } from './fault.ts';

/** Levels. Code that walks a deeper document could run out of stack. */
export const MAX_DEPTH = 64;

/**
 * @param what names the text at the start of error messages
 * @throws ParseFault
 */
export function readJson(text: string, what: string): unknown {
  if (isDeeperThan(MAX_DEPTH, text))
    throw new ParseFault(`${what} is nested deeper than ${MAX_DEPTH} levels.`);
  try {
    return parseExactly(text);
  } catch {
    throw new ParseFault(`${what} is not valid JSON.`);
  }
}
