import { parseExactly } from '../../expressions/index.ts';
import { isDeeperThan } from '../../jsonapi/index.ts';
import { ParseFault } from './fault.ts';

/** Levels. Whatever walks a document later would run out of stack. */
export const DEEPEST = 64;

/**
 * @param what it is in, at the beginning of a sentence
 * @throws ParseFault
 */
export function readJson(text: string, what: string): unknown {
  if (isDeeperThan(DEEPEST, text)) throw new ParseFault(`${what} is nested deeper than ${DEEPEST} levels.`);
  try {
    return parseExactly(text);
  } catch {
    throw new ParseFault(`${what} is not valid JSON.`);
  }
}
