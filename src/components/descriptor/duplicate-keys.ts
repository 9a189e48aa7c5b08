import type { Node } from 'jsonc-parser';

/** The root keys that are read; what stands twice under any other (triggers, actions …) changes nothing here. */
const READ = new Set(['useOAuthClient', 'authClientTypes', 'credentials', 'oauth2', 'envVars', 'env']);

/**
 * The first key of consequence that stands a second time in its object. Readers of JSON disagree on which of
 * the two counts (RFC 8259 section 4), so neither can be taken.
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
