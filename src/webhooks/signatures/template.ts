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
  if (!signs(scheme, 'body'))
    return 'The template has no {body}: the signature would say nothing of what was sent.';
  if (signs(scheme, 'timestamp') && scheme.timestamp === undefined)
    return 'The template has {timestamp}, but the scheme does not say where the timestamp is.';
  if (signs(scheme, 'id') && scheme.id === undefined)
    return 'The template has {id}, but the scheme does not say where the id is.';
  return timestampFault(scheme);
}

/** Of a timestamp that is declared, whether it is signed or not: it would be looked for. */
function timestampFault({ timestamp, element }: Template): string | undefined {
  if (timestamp === undefined) return undefined;
  if ((timestamp.header === undefined) === (timestamp.element === undefined))
    return 'The timestamp is in a header or in an element: one of the two.';
  if (timestamp.element !== undefined && element === undefined)
    return 'The timestamp is in an element, but the scheme does not say in which elements the signatures are.';
  return undefined;
}

/**
 * The bytes that are signed, of a template without fault. In one pass: what is inserted is never expanded itself.
 * @throws Refusal when the id holds the text that ends it in the template
 */
export function signedBytes(template: string, inserts: Inserts): Buffer {
  const pieces = piecesOf(template);
  const parts = pieces.map((piece, at) => {
    const placeholder = placeholderOf(piece);
    if (placeholder === undefined) return Buffer.from(piece);
    const insert = inserts[placeholder]!;
    if (placeholder === 'id') checkEnd(String(insert), pieces[at + 1]);
    return typeof insert === 'string' ? Buffer.from(insert) : insert;
  });
  return Buffer.concat(parts);
}

/**
 * Of `{id}.{timestamp}.{body}`, an id with a full stop would let one signature be that of several requests
 * (Standard Webhooks, Signature scheme).
 */
function checkEnd(id: string, next: string | undefined): void {
  if (next === undefined || placeholderOf(next) !== undefined || !id.includes(next)) return;
  throw new Refusal(`The id holds "${next}", which ends it in what is signed.`);
}

/** Placeholders, known or not, and the text between them. */
function piecesOf(template: string): string[] {
  return template.split(/(\{[^{}]*\})/).filter((piece) => piece !== '');
}

function placeholderOf(piece: string): Placeholder | undefined {
  return PLACEHOLDERS.find((name) => piece === `{${name}}`);
}
