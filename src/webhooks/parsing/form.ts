import { ParseFault } from './fault.ts';

const MOST_FIELDS = 1000;

/**
 * A form (application/x-www-form-urlencoded in UTF-8): the value of each field by its name, and a list of them where
 * it came more than once. Names are what they are: one with brackets makes no objects.
 * @throws ParseFault
 */
export function readForm(text: string): Record<string, string | string[]> {
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > MOST_FIELDS) throw new ParseFault(`The form has more than ${MOST_FIELDS} fields.`);
  const fields = new Map<string, string[]>();
  for (const pair of pairs) {
    const end = pair.indexOf('=');
    const name = decode(end === -1 ? pair : pair.slice(0, end));
    const values = fields.get(name) ?? [];
    fields.set(name, values);
    values.push(end === -1 ? '' : decode(pair.slice(end + 1)));
  }
  // Defines members, where an assignment to __proto__ would change the object.
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length > 1 ? values : values[0]!]),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new ParseFault('The form is not encoded as forms are: a % stands before what is not UTF-8 in hex.');
  }
}
