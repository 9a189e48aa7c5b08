import { ParseFault } from './fault.ts';
import { readJson } from './json.ts';

/** As many as there can be events in one request. */
const MAX_LINES = 1000;

/**
 * Parses NDJSON: one JSON value per line. Empty lines are skipped, because some senders end with one.
 * @throws ParseFault naming the line
 */
export function readLines(text: string): unknown[] {
  const values: unknown[] = [];
  let start = 0;
  for (let line = 1; start < text.length; line += 1) {
    const end = text.indexOf('\n', start);
    const content = text.slice(start, end === -1 ? text.length : end);
    start = end === -1 ? text.length : end + 1;
    if (content.trim() === '') continue;
    if (values.length === MAX_LINES) throw new ParseFault(`The body has more than ${MAX_LINES} lines.`);
    values.push(readJson(content, `Line ${line} of the body`));
  }
  if (values.length === 0) throw new ParseFault('The body has no line with JSON.');
  return values;
}
