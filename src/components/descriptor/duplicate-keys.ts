import type { Node } from 'jsonc-parser';

/** The root keys that are read. Duplicates under other keys (triggers, actions …) have no effect on OAuth. */
const READ = new Set(['useOAuthClient', 'authClientTypes', 'credentials', 'oauth2', 'envVars', 'env']);

/**
 * The first duplicate key among those that are read. JSON parsers disagree on which duplicate counts (RFC 8259,
 * section 4), so neither can be used.
 */
export function findDuplicateKey(root: Node): Node | undefined {
  const seen = new Set<string>();
  for (const [key, value] of membersOf(root)) {
    const name = String(key.value);
    if (!READ.has(name)) continue;
    if (seen.has(name)) return key;
    seen.add(name);
    const below = findBelow(value);
    if (below) return below;
  }
  return undefined;
}

/** All duplicate keys, up to `max`. The last one counts, as with JSON.parse, and the others are lost. */
export function duplicateKeys(root: Node, max: number): Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    if (found.length >= max) return;
    const seen = new Set<unknown>();
    for (const [key] of membersOf(node)) {
      if (seen.has(key.value)) found.push(key);
      seen.add(key.value);
    }
    for (const child of node.children ?? []) visit(child);
  };
  visit(root);
  return found.slice(0, max);
}

function findBelow(node: Node | undefined): Node | undefined {
  if (!node) return undefined;
  const seen = new Set<unknown>();
  for (const [key] of membersOf(node)) {
    if (seen.has(key.value)) return key;
    seen.add(key.value);
  }
  for (const child of node.children ?? []) {
    const below = findBelow(child.type === 'property' ? child.children?.[1] : child);
    if (below) return below;
  }
  return undefined;
}

function membersOf(node: Node): [Node, Node | undefined][] {
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children }) => (children?.[0] ? [[children[0], children[1]]] : []));
}
