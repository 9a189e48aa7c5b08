import { VerificationError } from './verification-error.ts';
import type { SignatureScheme } from './signature-scheme.ts';

const PLACEHOLDERS = ['body', 'timestamp', 'id', 'method', 'url'] as const;

type Placeholder = (typeof PLACEHOLDERS)[number];

/** The values of the placeholders: bytes as is, text in UTF-8. */
export type Inserts = Partial<Record<Placeholder, Buffer | string>>;

type Template = Pick<SignatureScheme, 'signed' | 'element' | 'timestamp' | 'id'>;

/** Whether the scheme's signature covers the value of a placeholder. */
export function signs({ signed }: Pick<SignatureScheme, 'signed'>, what: Placeholder): boolean {
  return piecesOf(signed).includes(`{${what}}`);
}

/** What is wrong with a declared template, as a sentence; undefined if it is valid. */
export function templateFault(scheme: Template): string | undefined {
  for (const piece of piecesOf(scheme.signed)) {
    if (placeholderOf(piece) !== undefined) continue;
    if (/^\{.*\}$/s.test(piece))
      return `${piece} is not a placeholder. Use ${PLACEHOLDERS.map((name) => `{${name}}`).join(', ')}.`;
    if (/[{}]/.test(piece)) return 'The template has a brace that is not part of a placeholder.';
  }
  const bodies = piecesOf(scheme.signed).filter((piece) => piece === '{body}').length;
  if (bodies === 0)
    return 'The template must contain {body}: otherwise the signature does not cover what was sent.';
  if (bodies > 1) return 'The template must contain {body} only once.';
  if (signs(scheme, 'timestamp') && scheme.timestamp === undefined)
    return 'The template contains {timestamp}, but timestamp is not set. Set it to where the sender puts the timestamp.';
  if (signs(scheme, 'id') && scheme.id === undefined)
    return 'The template contains {id}, but id_header is not set. Set it to the header that contains the ID.';
  return idFault(scheme) ?? timestampFault(scheme);
}

/**
 * Without text between two values, the end of one could be moved to the beginning of the other, with the same
 * signature.
 */
function idFault({ signed }: Template): string | undefined {
  const pieces = piecesOf(signed);
  const isBeside = pieces.some(
    (piece, at) =>
      piece === '{id}' && [pieces[at - 1], pieces[at + 1]].some((next) => next && placeholderOf(next)),
  );
  return isBeside
    ? 'The template has {id} next to another placeholder. Separate the two with text.'
    : undefined;
}

/** What is wrong with a declared timestamp. Checked even if it is not signed, because it is read anyway. */
export function timestampFault({ timestamp, element }: Template): string | undefined {
  if (timestamp === undefined) return undefined;
  if ((timestamp.header === undefined) === (timestamp.element === undefined))
    return 'timestamp must have either header or element.';
  if (timestamp.element !== undefined && element === undefined)
    return 'timestamp.element is set, but element is not. Set element to the name of the elements with signatures.';
  return undefined;
}

/**
 * The signed bytes of a valid template. Substitutes in one pass, so that inserted values are never expanded themselves.
 * @throws VerificationError if the ID contains the text that separates it from the rest of the template
 */
export function signedBytes(template: string, inserts: Inserts): Buffer {
  const pieces = piecesOf(template);
  const parts = pieces.map((piece, at) => {
    const placeholder = placeholderOf(piece);
    if (placeholder === undefined) return Buffer.from(piece);
    const insert = inserts[placeholder]!;
    if (placeholder === 'id') checkBounds(String(insert), pieces, at);
    return typeof insert === 'string' ? Buffer.from(insert) : insert;
  });
  return Buffer.concat(parts);
}

/**
 * With `{id}.{timestamp}.{body}`, an ID that contains a period would let one signature fit several requests (Standard
 * Webhooks, Signature scheme); the same goes for `{body}.{id}`. An ID with only literal text before it has a fixed
 * start.
 */
function checkBounds(id: string, pieces: string[], at: number): void {
  const before = at > 1 ? pieces[at - 1]! : '';
  const after = pieces[at + 1] ?? '';
  const isClear = (before + id).lastIndexOf(before) === 0 || before === '';
  if (isClear && (after === '' || (id + after).indexOf(after) === id.length)) return;
  throw new VerificationError(
    `The ID contains "${isClear ? after : before}", which separates it from the rest of the signed content.`,
  );
}

/** Placeholders, known or not, and the text between them. */
function piecesOf(template: string): string[] {
  return template.split(/(\{[^{}]*\})/).filter((piece) => piece !== '');
}

function placeholderOf(piece: string): Placeholder | undefined {
  return PLACEHOLDERS.find((name) => piece === `{${name}}`);
}
