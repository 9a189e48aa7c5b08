import type { Node } from 'jsonc-parser';

/** The formatting of a file: its line ending and one level of indentation. */
export interface Layout {
  eol: string;
  step: string;
}

/** Detects the layout from the first line break and the first root member. */
export function detectLayout(text: string, root: Node): Layout {
  const first = root.children?.[0];
  const step = first && indentOf(text, first.offset);
  return { eol: /\r\n|\r|\n/.exec(text)?.[0] ?? '\n', step: step || '  ' };
}

/** The indentation before an offset; undefined if anything but whitespace precedes it on its line. */
export function indentOf(text: string, offset: number): string | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  return /^[ \t]*$/.test(before) ? before : undefined;
}

/** The indentation of the line that contains an offset. */
export function lineIndent(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}
