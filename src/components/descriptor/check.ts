import jsonc from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
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

/**
 * The original text of a member of a JSON document; undefined if there is no such member. Of duplicate keys, it takes
 * the last one, as JSON.parse does.
 */
export function textOfMember(document: string, path: readonly string[]): string | undefined {
  let node: Node | undefined = jsonc.parseTree(document);
  for (const name of path) {
    if (node?.type !== 'object') return undefined;
    node = node.children?.findLast((member) => member.children?.[0]?.value === name)?.children?.[1];
  }
  return node && document.slice(node.offset, node.offset + node.length);
}
