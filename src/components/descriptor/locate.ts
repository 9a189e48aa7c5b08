import jsonc from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import { positionAt } from './descriptor-error.ts';
import { pathOf } from './json-pointer.ts';
import { parseTree } from './parse.ts';

/**
 * Returns a function that finds the line and column (from 1) of a JSON pointer's value, or of its closest existing
 * parent. The text is parsed only once.
 * @throws DescriptorError if the text is not a valid component.json
 */
export function pointerLocator(text: string): (pointer: string) => { line: number; column: number } {
  const root = parseTree(text);
  return (pointer) => {
    let node = root;
    for (const key of pathOf(pointer)) {
      const next = child(node, key);
      if (!next) break;
      node = next;
    }
    return positionAt(text, node.offset);
  };
}

function child(node: Node, key: string): Node | undefined {
  return jsonc.findNodeAtLocation(node, [node.type === 'array' ? Number(key) : key]);
}
