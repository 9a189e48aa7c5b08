import { parseExactly } from '../../expressions/index.ts';
import { isDeeperThan, MAX_DOCUMENT_DEPTH } from '../../system/json-depth.ts';
import { ParseFault } from './fault.ts';

/**
 * @param what names the text at the start of error messages
 * @throws ParseFault
 */
export function readJson(text: string, what: string): unknown {
  if (isDeeperThan(MAX_DOCUMENT_DEPTH, text))
    throw new ParseFault(`${what} is nested deeper than ${MAX_DOCUMENT_DEPTH} levels.`);
  try {
    return parseExactly(text);
  } catch {
    throw new ParseFault(`${what} is not valid JSON.`);
  }
}
