import jsonc from 'jsonc-parser';
import type { Edit, Node } from 'jsonc-parser';
import { addMembers, replaceValue } from './edits.ts';
import type { NewValue } from './edits.ts';
import { detectLayout } from './layout.ts';
import { pointerTo } from './json-pointer.ts';
import { parseTree } from './parse.ts';

/**
 * Writes `members` into the `oauth2` block at `path`, and the flag next to the block. A missing block is added at the
 * end of `credentials`, missing `credentials` after the variables.
 */
export function writeMigration(
  text: string,
  path: string[],
  members: Record<string, string>,
  needsFlag: boolean,
): { text: string; changes: { pointer: string; value: string | boolean }[] } {
  const root = parseTree(text);
  const layout = detectLayout(text, root);
  const add = (object: Node, values: Record<string, NewValue>, after?: Node) =>
    addMembers(text, object, values, layout, after);

  const holderPath = path.slice(0, -1);
  const flag = needsFlag ? { useOAuthClient: true } : {};
  const block = jsonc.findNodeAtLocation(root, path);
  const holder = jsonc.findNodeAtLocation(root, holderPath);
  const edits: Edit[] = [];
  if (block && holder) {
    edits.push(...fillBlock(block, members, add));
    if (needsFlag) edits.push(add(holder, flag, block.parent));
  } else if (holder) {
    edits.push(add(holder, { oauth2: members, ...flag }));
  } else {
    edits.push(add(root, { credentials: { oauth2: members, ...flag } }, lastVariables(root)));
  }

  const changes = Object.entries(members).map(([key, value]) => ({
    pointer: pointerTo([...path, key]),
    value,
  }));
  return {
    text: jsonc.applyEdits(text, edits),
    changes: [
      ...changes,
      ...(needsFlag ? [{ pointer: pointerTo([...holderPath, 'useOAuthClient']), value: true }] : []),
    ],
  };
}

function fillBlock(
  block: Node,
  members: Record<string, string>,
  add: (object: Node, values: Record<string, string>) => Edit,
): Edit[] {
  const isThere = (key: string) => jsonc.findNodeAtLocation(block, [key]);
  const replaced = Object.entries(members).flatMap(([key, value]) => {
    const node = isThere(key);
    return node ? [replaceValue(node, value)] : [];
  });
  const added = Object.entries(members).filter(([key]) => !isThere(key));
  return added.length > 0 ? [...replaced, add(block, Object.fromEntries(added))] : replaced;
}

/** The last member that declares variables; new credentials are added after it. */
function lastVariables(root: Node): Node | undefined {
  const isVariables = (member: Node) => ['envVars', 'env'].includes(String(member.children?.[0]?.value));
  return root.children?.findLast(isVariables);
}
