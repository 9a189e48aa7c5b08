import jsonc from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { offsetTooDeep } from '../../system/json-depth.ts';
import { tooLarge } from './decode.ts';
import { DescriptorError, positionAt } from './descriptor-error.ts';
import type { DescriptorErrorCode } from './descriptor-error.ts';
import { findDuplicateKey } from './duplicate-keys.ts';
import { pointerTo } from './json-pointer.ts';
import { MAX_DESCRIPTOR_BYTES, MAX_DESCRIPTOR_DEPTH, MAX_TEXT_BYTES } from './limits.ts';
import { quote } from './quote.ts';
import { syntaxFault } from './syntax-faults.ts';
import { findValueFault } from './value-faults.ts';

/**
 * Parses the text of a component.json strictly (RFC 8259: no comments, no trailing commas, no byte order mark).
 * @throws DescriptorError if the text is not a valid JSON object
 */
export function parseDescriptor(text: string): Record<string, unknown> {
  parseTree(text);
  const descriptor = JSON.parse(text) as Record<string, unknown>;
  if (Buffer.byteLength(JSON.stringify(descriptor)) > MAX_DESCRIPTOR_BYTES) throw tooLarge();
  return descriptor;
}

/**
 * The syntax tree of a component.json, with the offset of every node; its root is an object.
 * @throws DescriptorError for the same reasons as `parseDescriptor`
 */
export function parseTree(text: string): Node {
  const fail = (code: DescriptorErrorCode, offset: number, message: string, node?: Node): never => {
    const pointer = node && pointerTo(jsonc.getNodePath(node));
    throw new DescriptorError(code, message, positionAt(text, offset), pointer);
  };
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES) throw tooLarge();
  if (text.startsWith('\uFEFF')) {
    fail('byte_order_mark', 0, 'The file starts with a byte order mark. Save it as UTF-8 without one.');
  }
  if (text.trim() === '') fail('empty', 0, 'The file is empty.');

  // jsonc-parser is recursive and overflows its stack at about 40,000 brackets, so the depth is checked first.
  const tooDeep = offsetTooDeep(MAX_DESCRIPTOR_DEPTH, text);
  if (tooDeep !== undefined) {
    fail(
      'too_deep',
      tooDeep,
      `Objects and arrays must not be nested deeper than ${MAX_DESCRIPTOR_DEPTH} levels.`,
    );
  }

  const errors: ParseError[] = [];
  const root = jsonc.parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const error = errors[0];
  if (error) {
    const { offset, message } = syntaxFault(text, error);
    fail('syntax', offset, message);
  }
  if (!isJson(text)) fail('syntax', 0, 'The file is not valid JSON.');
  if (!root || root.type !== 'object')
    return fail('not_an_object', root?.offset ?? 0, 'The file must be one JSON object.');

  const duplicate = findDuplicateKey(root);
  if (duplicate) {
    const message = `Duplicate key ${quote(String(duplicate.value))}. Remove one of them.`;
    fail('duplicate_key', duplicate.offset, message, duplicate);
  }
  const fault = findValueFault(text, root);
  if (fault) fail(fault.code, fault.node.offset, fault.message, fault.node);
  return root;
}

/** Rejects anything that jsonc-parser accepts but JSON.parse does not. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
