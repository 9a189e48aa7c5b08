import { Refusal } from './refusal.ts';
import type { SignatureScheme } from './shape.ts';

const PLACEHOLDERS = ['body', 'timestamp', 'id', 'method', 'url'] as const;

type Placeholder = (typeof PLACEHOLDERS)[number];

/** What stands for a placeholder: bytes as they are, text in UTF-8. */
export type Inserts = Partial<Record<Placeholder, Buffer | string>>;

type Template = Pick<SignatureScheme, 'signed' | 'element' | 'timestamp' | 'id'>;

/** True when the scheme's signature covers it. */
export function signs({ signed }: Pick<SignatureScheme, 'signed'>, what: Placeholder): boolean {
  return piecesOf(signed).includes(`{${what}}`);
}

/** What is wrong with a declared template, in a sentence, or undefined. */
export function templateFault(scheme: Template): string | undefined {
  for (const piece of piecesOf(scheme.signed)) {
    if (placeholderOf(piece) !== undefined) continue;
    if (/^\{.*\}$/s.test(piece))
      return `There is no placeholder ${piece}: ${PLACEHOLDERS.join(', ')} are known.`;
    if (/[{}]/.test(piece)) return 'A brace in the template belongs to no placeholder.';
  }
  const bodies = piecesOf(scheme.signed).filter((piece) => piece === '{body}').length;
  if (bodies === 0) return 'The template has no {body}: the signature would say nothing of what was sent.';
  if (bodies > 1) return 'The template has {body} more than once: no sender signs a body twice.';
  if (signs(scheme, 'timestamp') && scheme.timestamp === undefined)
    return 'The template has {timestamp}, but the scheme does not say where the timestamp is.';
  if (signs(scheme, 'id') && scheme.id === undefined)
    return 'The template has {id}, but the scheme does not say where the id is.';
  return idFault(scheme) ?? timestampFault(scheme);
}

/** With nothing between them, the end of one could be made the beginning of the other, under the same signature. */
function idFault({ signed }: Template): string | undefined {
  const pieces = piecesOf(signed);
  const isBeside = pieces.some(
    (piece, at) =>
      piece === '{id}' && [pieces[at - 1], pieces[at + 1]].some((next) => next && placeholderOf(next)),
  );
  return isBeside ? 'The template has {id} beside another placeholder: text must part the two.' : undefined;
}

/** Of a timestamp that is declared, whether it is signed or not: it would be looked for. */
export function timestampFault({ timestamp, element }: Template): string | undefined {
  if (timestamp === undefined) return undefined;
  if ((timestamp.header === undefined) === (timestamp.element === undefined))
    return 'The timestamp is in a header or in an element: one of the two.';
  if (timestamp.element !== undefined && element === undefined)
    return 'The timestamp is in an element, but the scheme does not say in which elements the signatures are.';
  return undefined;
}

/**
 * The bytes that are signed, of a template without fault. In one pass: what is inserted is never expanded itself.
 * @throws Refusal when the id holds the text that parts it from the rest in the template
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
 * Of `{id}.{timestamp}.{body}`, an id with a full stop would let one signature be that of several requests
 * (Standard Webhooks, Signature scheme); of `{body}.{id}` as well. What only literal text stands before begins there.
 */
function checkBounds(id: string, pieces: string[], at: number): void {
  const before = at > 1 ? pieces[at - 1]! : '';
  const after = pieces[at + 1] ?? '';
  const isClear = (before + id).lastIndexOf(before) === 0 || before === '';
  if (isClear && (after === '' || (id + after).indexOf(after) === id.length)) return;
  throw new Refusal(
    `The id holds "${isClear ? after : before}", which parts it from the rest of what is signed.`,
  );
}

/** Placeholders, known or not, and the text between them. */
function piecesOf(template: string): string[] {
  return template.split(/(\{[^{}]*\})/).filter((piece) => piece !== '');
}

function placeholderOf(piece: string): Placeholder | undefined {
  return PLACEHOLDERS.find((name) => piece === `{${name}}`);
}
