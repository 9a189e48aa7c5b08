import { MAX_DOCUMENT_DEPTH, parseJson } from '../system/json-depth.ts';
import { valueAt } from '../system/value-at.ts';
import { VerificationError } from './verification-error.ts';

/** Reads values from a body. It is parsed only when one is needed, and only once. */
export interface BodyValues {
  /**
   * The text of a string, number or boolean at a JSON Pointer; undefined if there is nothing or null.
   * @throws VerificationError
   */
  textAt(pointer: string): string | undefined;
  /** The value of a form field that was sent once; undefined if it was not sent. @throws VerificationError */
  field(name: string): string | undefined;
  /**
   * The names and values of the form's fields, each followed directly by the next, sorted by name and then by value.
   * @param without the field that is left out
   * @throws VerificationError
   */
  sortedForm(without: string | undefined): string;
}

export function bodyValues(body: Buffer): BodyValues {
  let parsed: { json: unknown } | undefined;
  let form: Pair[] | undefined;
  const fields = () => (form ??= pairsIn(body));
  return {
    textAt(pointer) {
      parsed ??= { json: jsonIn(body) };
      return scalarText(valueAt(parsed.json, pointer), pointer);
    },
    field(name) {
      const [value, ...more] = fields().filter(([field]) => field === name);
      if (more.length > 0) throw new VerificationError(`The form field ${name} was sent more than once.`);
      return value?.[1];
    },
    sortedForm: (without) =>
      fields()
        .filter(([name]) => name !== without)
        .toSorted(byNameAndValue)
        .flat()
        .join(''),
  };
}

type Pair = [name: string, value: string];

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new VerificationError('The body is not valid UTF-8.');
  }
}

/** @throws VerificationError */
function jsonIn(body: Buffer): unknown {
  const value = parseJson(textOf(body), MAX_DOCUMENT_DEPTH);
  if (typeof value !== 'object' || value === null) throw new VerificationError('The body is not JSON.');
  return value;
}

function scalarText(value: unknown, pointer: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  // Text that is not well-formed would be encoded in the same way as other text.
  if (typeof value === 'string' && value.isWellFormed()) return value;
  // Larger numbers would be rounded, so that several would be the same.
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value)))
    return String(value);
  throw new VerificationError(`The value at ${pointer} in the body is not a string, number or boolean.`);
}

/** @throws VerificationError if the body is not application/x-www-form-urlencoded in UTF-8 */
function pairsIn(body: Buffer): Pair[] {
  return textOf(body)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.split('=');
      return [unescaped(name), unescaped(value.join('='))];
    });
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new VerificationError('The body is not a form (application/x-www-form-urlencoded).');
  }
}

function byNameAndValue(a: Pair, b: Pair): number {
  return compare(a[0], b[0]) || compare(a[1], b[1]);
}

/** By code units, independently of a language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
