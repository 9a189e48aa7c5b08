import { decodeEscapes } from './charset.ts';
import { ParseFault } from './fault.ts';

const MAX_FIELDS = 1000;

/**
 * Parses a form (application/x-www-form-urlencoded) into field values by name; a repeated field becomes an
 * array. Brackets in names have no special meaning.
 * @throws ParseFault
 */
export function readForm(text: string, contentType: string | null = null): Record<string, string | string[]> {
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > MAX_FIELDS) throw new ParseFault(`The form has more than ${MAX_FIELDS} fields.`);
  const fields = new Map<string, string[]>();
  for (const pair of pairs) {
    const end = pair.indexOf('=');
    const name = decode(end === -1 ? pair : pair.slice(0, end), contentType);
    const values = fields.get(name) ?? [];
    fields.set(name, values);
    values.push(end === -1 ? '' : decode(pair.slice(end + 1), contentType));
  }
  // fromEntries defines __proto__ as a member, while an assignment would change the prototype.
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length > 1 ? values : values[0]!]),
  );
}

function decode(text: string, contentType: string | null): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    const decoded = decodeEscapes(spaced, contentType);
    if (decoded !== undefined) return decoded;
    throw new ParseFault('The form is not valid URL-encoded UTF-8: it contains an invalid percent-encoding.');
  }
}
