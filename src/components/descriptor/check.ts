import jsonc from 'jsonc-parser';
import { duplicateKeys } from './duplicate-keys.ts';
import type { DescriptorFacts, LinkedVariables } from './facts.ts';
import { inspectDescriptor } from './inspect.ts';
import { pointerTo } from './json-pointer.ts';
import { MAX_FINDINGS } from './limits.ts';
import { parseDescriptor, parseTree } from './parse.ts';
import { quote } from './quote.ts';

/**
 * Checks a component.json, the same way for `component check`, uploads and migrations. It is valid if this does not
 * throw and the facts have no `problems`.
 * @throws DescriptorError if the text is not a valid JSON object
 */
export function checkDescriptor(
  text: string,
  chosen: LinkedVariables = {},
): { descriptor: Record<string, unknown>; facts: DescriptorFacts } {
  const descriptor = parseDescriptor(text);
  const facts = inspectDescriptor(descriptor, chosen);
  const lost = duplicateKeys(parseTree(text), MAX_FINDINGS).map((key) => ({
    pointer: pointerTo(jsonc.getNodePath(key)),
    code: 'duplicate_key_lost',
    message: `Duplicate key ${quote(String(key.value))}. Only the last one is kept.`,
  }));
  return { descriptor, facts: { ...facts, notes: [...facts.notes, ...lost].slice(0, MAX_FINDINGS) } };
}
