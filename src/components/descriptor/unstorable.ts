import type { Node } from 'jsonc-parser';

/** NUL, which PostgreSQL refuses, and (with the u flag) lone surrogates, which both databases silently alter. */
const UNSTORABLE = /[\0\uD800-\uDFFF]/u;

/** The first string, key or value, that a database cannot store as it is. */
export function findUnstorable(node: Node): Node | undefined {
  if (node.type === 'string') return UNSTORABLE.test(String(node.value)) ? node : undefined;
  for (const child of node.children ?? []) {
    const found = findUnstorable(child);
    if (found) return found;
  }
  return undefined;
}
