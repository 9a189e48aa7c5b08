import jsonc from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { tooLarge } from './decode.ts';
import { DescriptorError, positionAt } from './descriptor-error.ts';
import type { DescriptorErrorCode } from './descriptor-error.ts';
import { offsetTooDeep } from './depth.ts';
import { findDuplicateKey } from './duplicate-keys.ts';
import { MAX_DESCRIPTOR_BYTES, MAX_DESCRIPTOR_DEPTH } from './limits.ts';
import { quote } from './quote.ts';
import { syntaxFault } from './syntax-faults.ts';
import { findUnstorable } from './unstorable.ts';

/**
 * Reads the text of a component.json strictly (RFC 8259: no comments, no trailing commas, no byte order mark).
 * @throws DescriptorError for any text that is not an acceptable JSON object
 */
export function parseDescriptor(text: string): Record<string, unknown> {
  parseTree(text);
  // What JSON.parse makes of `__proto__` is an ordinary own property; jsonc-parser's values set the prototype.
  return JSON.parse(text) as Record<string, unknown>;
}

/**
 * The syntax tree of a component.json, with the offset of every node; its root is an object.
 * @throws DescriptorError as `parseDescriptor` does
 */
export function parseTree(text: string): Node {
  const fail = (code: DescriptorErrorCode, offset: number, message: string): never => {
    throw new DescriptorError(code, message, positionAt(text, offset));
  };
  if (Buffer.byteLength(text) > MAX_DESCRIPTOR_BYTES) throw tooLarge();
  if (text.startsWith('\uFEFF')) {
    fail('byte_order_mark', 0, 'The file starts with a byte order mark; save it as UTF-8 without one.');
  }
  if (text.trim() === '') fail('empty', 0, 'The file is empty.');

  // jsonc-parser recurses: 40,000 brackets would overflow its stack, so the depth is counted before.
  const tooDeep = offsetTooDeep(text, MAX_DESCRIPTOR_DEPTH);
  if (tooDeep !== undefined) {
    fail('too_deep', tooDeep, `Objects and arrays nest deeper than ${MAX_DESCRIPTOR_DEPTH} levels.`);
  }

  const errors: ParseError[] = [];
  const root = jsonc.parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const error = errors[0];
  if (error) {
    const { offset, message } = syntaxFault(text, error);
    fail('syntax', offset, message);
  }
  if (!isJson(text)) fail('syntax', 0, 'The file is not JSON.');
  if (!root || root.type !== 'object')
    return fail('not_an_object', root?.offset ?? 0, 'A component.json is one JSON object.');

  const duplicate = findDuplicateKey(root);
  if (duplicate) {
    fail(
      'duplicate_key',
      duplicate.offset,
      `The key ${quote(String(duplicate.value))} stands here a second time.`,
    );
  }
  const unstorable = findUnstorable(root);
  if (unstorable) {
    fail(
      'unstorable_text',
      unstorable.offset,
      'The text holds a NUL or half of a surrogate pair, which cannot be stored.',
    );
  }
  return root;
}

/** A second opinion: whatever jsonc-parser might let through, JSON.parse has the last word. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
