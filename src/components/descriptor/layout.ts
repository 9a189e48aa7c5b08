import type { Node } from 'jsonc-parser';

/** How a file is laid out: its line ending and one step of indentation. */
export interface Layout {
  eol: string;
  step: string;
}

/** The layout of a text, told by its first line break and by its first root member. */
export function detectLayout(text: string, root: Node): Layout {
  const first = root.children?.[0];
  const step = first && indentOf(text, first.offset);
  return { eol: /\r\n|\r|\n/.exec(text)?.[0] ?? '\n', step: step || '  ' };
}

/** The white space before an offset that is the first thing on its line; undefined where something precedes. */
export function indentOf(text: string, offset: number): string | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  return /^[ \t]*$/.test(before) ? before : undefined;
}

/** The white space at the beginning of the line in which an offset lies. */
export function lineIndent(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}
