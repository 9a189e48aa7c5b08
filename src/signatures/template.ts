import type { HashAlgorithm, SignatureScheme } from './signature-scheme.ts';
import { VerificationError } from './verification-error.ts';

/** The placeholders without a name of their own. */
const FIXED = [
  'body',
  'timestamp',
  'id',
  'method',
  'url',
  'request_target',
  'path',
  'query',
  'sorted_query',
  'params',
  'form',
  'secret',
] as const;

type Fixed = (typeof FIXED)[number];

/**
 * The values of the placeholders: bytes as is, text in UTF-8. The name of a placeholder is what is between its braces:
 * one of the fixed ones, a JSON Pointer such as `/data/id`, a header such as `header:x-name`, the headers that a header
 * names such as `headers:x-signed-headers`, or a hash of the body such as `body:sha256:hex`.
 */
export type Inserts = Readonly<Record<string, Buffer | string>>;

/** What the signature of a scheme can cover: the value of a placeholder. */
type Covering = Pick<SignatureScheme, 'signed' | 'id' | 'timestamp'>;

/**
 * Whether the scheme's signature covers a value. A timestamp or an ID in the body is covered by {body}, too, and each
 * is covered by a placeholder for its header or its place in the body.
 */
export function signs({ signed, id, timestamp }: Covering, what: Fixed): boolean {
  const names = placeholdersIn(signed);
  if (names.includes(what)) return true;
  if (what !== 'id' && what !== 'timestamp') return false;
  const { header, pointer, query }: Source = (what === 'id' ? id : timestamp) ?? {};
  if (pointer !== undefined) return names.some((name) => isBody(name) || name === pointer);
  if (query !== undefined) return names.some((name) => QUERIES.includes(name));
  return (
    header !== undefined &&
    names.some((name) => headerIn(name) === header || headerListIn(name) !== undefined)
  );
}

/**
 * The signed bytes of a valid template. Substitutes in one pass, so that inserted values are never expanded themselves.
 * @throws VerificationError if a header contains the text that separates it from the rest of the template
 */
export function signedBytes(template: string, inserts: Inserts): Buffer {
  const pieces = piecesOf(template);
  const parts = pieces.map((piece, at) => {
    const name = placeholderOf(piece);
    if (name === undefined) return Buffer.from(piece);
    const insert = inserts[name]!;
    if (name === 'id' && pieces[at + 1] === '{timestamp}') checkDate(String(insert), inserts);
    else if (isMovable(name)) checkBounds(name, String(insert), pieces, at);
    return typeof insert === 'string' ? Buffer.from(insert) : insert;
  });
  return Buffer.concat(parts);
}

/** Where a request has a value. */
type Source = Pick<NonNullable<SignatureScheme['timestamp']>, 'header' | 'pointer' | 'query'>;

/** What covers the query parameters. */
const QUERIES: readonly string[] = ['url', 'request_target', 'query', 'sorted_query', 'params'];

/** Whether a placeholder stands for the body as it is, or for its hash. */
export function isBody(name: string): boolean {
  return name === 'body' || bodyHashIn(name) !== undefined;
}

/** Whether its end could be moved to the beginning of the next value, because it has no format of its own. */
export function isMovable(name: string): boolean {
  return isQuery(name) || name === 'id' || (headerIn(name) ?? headerListIn(name)) !== undefined;
}

/**
 * With `{id}.{timestamp}.{body}`, an ID that contains a period would let one signature fit several requests (Standard
 * Webhooks, Signature scheme); the same goes for `{body}.{id}`. An ID with only literal text before it has a fixed
 * start.
 */
function checkBounds(name: string, value: string, pieces: string[], at: number): void {
  const before = at > 1 ? pieces[at - 1]! : '';
  const after = pieces[at + 1] ?? '';
  const isClear = (before + value).lastIndexOf(before) === 0 || before === '';
  if (isClear && (after === '' || (value + after).indexOf(after) === value.length)) return;
  const part = isQuery(name) ? 'The query string' : `The header ${headerIn(name) ?? headerListIn(name)}`;
  const what = name === 'id' ? 'The ID' : part;
  throw new VerificationError(
    `${what} contains "${isClear ? after : before}", which separates it from the rest of the signed content.`,
  );
}

/** How a date and time begins (RFC 3339, 5.6). */
const DATE = /\d{4}-\d\d-\d\dT/;

/**
 * An ID directly before a date, as Twitch signs it, ends where the first date begins. Otherwise, a date in the body
 * could be taken for the timestamp, and all that precedes it for the ID.
 */
function checkDate(id: string, { timestamp }: Inserts): void {
  if ((id + String(timestamp)).search(DATE) !== id.length)
    throw new VerificationError('The ID contains a date, so where the timestamp begins is not clear.');
}

/** Placeholders, known or not, and the text between them. */
export function piecesOf(template: string): string[] {
  return template.split(/(\{[^{}]*\})/).filter((piece) => piece !== '');
}

/** The names of a template's placeholders. */
export function placeholdersIn(template: string): string[] {
  return piecesOf(template).flatMap((piece) => placeholderOf(piece) ?? []);
}

/** The name of a placeholder; undefined for text, and for a placeholder that does not exist. */
export function placeholderOf(piece: string): string | undefined {
  const [, name] = /^\{(.*)\}$/s.exec(piece) ?? [];
  if (name === undefined || FIXED.some((one) => one === name) || name.startsWith('/')) return name;
  const exists = [headerIn, headerListIn, bodyHashIn].some((read) => read(name) !== undefined);
  return exists ? name : undefined;
}

/** The header that a placeholder stands for, in lower case as Node provides it. */
export function headerIn(name: string): string | undefined {
  return nameAfter('header', name);
}

/** The header that names the headers that a placeholder stands for, in lower case. */
export function headerListIn(name: string): string | undefined {
  return nameAfter('headers', name);
}

function nameAfter(kind: string, name: string): string | undefined {
  const [, start, header] = /^(headers?):([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100})$/.exec(name) ?? [];
  return start === kind ? header!.toLowerCase() : undefined;
}

/** How the body is hashed for a placeholder. */
export function bodyHashIn(
  name: string,
): { algorithm: HashAlgorithm; encoding: 'hex' | 'base64' } | undefined {
  const [, algorithm, encoding] = /^body:(sha1|sha256|sha512):(hex|base64)$/.exec(name) ?? [];
  return algorithm === undefined
    ? undefined
    : { algorithm: algorithm as HashAlgorithm, encoding: encoding as 'hex' | 'base64' };
}

function isQuery(name: string): boolean {
  return ['query', 'sorted_query', 'params'].includes(name);
}
