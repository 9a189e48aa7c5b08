import jsonc from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import { positionAt } from './descriptor-error.ts';
import { pathOf } from './json-pointer.ts';
import { parseTree } from './parse.ts';

/**
 * Tells the line and column (from 1) where a JSON pointer's value stands in a text; a pointer that leads
 * nowhere gives the last place on its way. The text is read once, for any number of pointers.
 * @throws DescriptorError when the text is not an acceptable component.json
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
