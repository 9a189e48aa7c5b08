import { parseAst } from 'rolldown/parseAst';
import { analyse } from 'scslre';

/**
 * The regular expressions in a source file that can take time out of proportion to the length of a text: the square of
 * it, or worse.
 */
export function slowExpressions(file: string, source: string): string[] {
  return literalsIn(parseAst(source, { lang: file.endsWith('.ts') ? 'ts' : 'js' }))
    .filter(({ pattern, flags }) => isSlow(pattern, flags))
    .map(({ pattern, flags }) => `${file}: /${pattern}/${flags}`);
}

export function isSlow(pattern: string, flags: string): boolean {
  return analyse(new RegExp(pattern, flags)).reports.length > 0;
}

interface Literal {
  pattern: string;
  flags: string;
}

function literalsIn(node: unknown): Literal[] {
  if (typeof node !== 'object' || node === null) return [];
  const literal = 'regex' in node ? [node.regex as Literal] : [];
  return [...literal, ...Object.values(node).flatMap(literalsIn)];
}
