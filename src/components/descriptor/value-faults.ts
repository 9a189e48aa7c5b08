import type { Node } from 'jsonc-parser';
import type { DescriptorErrorCode } from './descriptor-error.ts';
import { MAX_ENTRIES } from './limits.ts';
import { quote } from './quote.ts';
import { readDecimal } from '../../system/decimal.ts';

/** A value that is valid JSON but cannot be stored unchanged. */
export interface ValueFault {
  node: Node;
  code: DescriptorErrorCode;
  message: string;
}

/** NUL, which PostgreSQL rejects, and (with the u flag) lone surrogates, which both databases silently change. */
const UNSTORABLE = /[\0\uD800-\uDFFF]/u;

/** The first value or key that would be lost or changed by storing it. */
export function findValueFault(text: string, node: Node): ValueFault | undefined {
  const own = faultOf(text, node);
  if (own) return own;
  for (const child of node.children ?? []) {
    const below = findValueFault(text, child);
    if (below) return below;
  }
  return undefined;
}

function faultOf(text: string, node: Node): ValueFault | undefined {
  switch (node.type) {
    case 'string': {
      if (!UNSTORABLE.test(String(node.value))) return undefined;
      const message =
        'The text contains a NUL or half of a surrogate pair, which cannot be stored. Remove it.';
      return { node, code: 'unstorable_text', message };
    }
    case 'number':
      return numberFault(text.slice(node.offset, node.offset + node.length), node);
    case 'property': {
      if (node.children?.[0]?.value !== '__proto__') return undefined;
      return { node, code: 'forbidden_key', message: 'The key "__proto__" is not allowed. Rename it.' };
    }
    case 'object':
    case 'array': {
      if ((node.children?.length ?? 0) <= MAX_ENTRIES) return undefined;
      const message = `This ${node.type} has more than ${MAX_ENTRIES} entries, which is the limit.`;
      return { node, code: 'too_many_entries', message };
    }
    default:
      return undefined;
  }
}

function numberFault(literal: string, node: Node): ValueFault | undefined {
  const value = Number(literal);
  if (!Number.isFinite(value)) {
    const message = `${quote(literal)} is too large to be stored as a number. Use a string instead.`;
    return { node, code: 'number_out_of_range', message };
  }
  const isExact =
    Math.abs(value) < Number.MAX_SAFE_INTEGER && (value !== 0 || readDecimal(literal).digits === '');
  if (isExact || isSameNumber(literal, String(value))) return undefined;
  const message = `${quote(literal)} cannot be stored exactly and would become ${value}. Use a string instead.`;
  return { node, code: 'number_inexact', message };
}

function isSameNumber(one: string, other: string): boolean {
  const [left, right] = [readDecimal(one), readDecimal(other)];
  return left.digits === right.digits && left.exponent === right.exponent;
}
