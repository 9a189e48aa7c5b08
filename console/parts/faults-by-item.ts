import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

/** What the API has refused in a list: it says `/1: …` for the second item, one fault per line. */
export function faultsByItem(refusal: string | undefined): { at: Map<number, string>; loose: string[] } {
  const at = new Map<number, string>();
  const loose: string[] = [];
  for (const line of refusal?.split('\n') ?? []) {
    const [, index, message = ''] = /^\/(\d+)\b.*?: (.*)$/s.exec(line) ?? [];
    if (index === undefined) loose.push(line);
    else at.set(Number(index), message);
  }
  return { at, loose };
}

/** The same for one field that has the list as lines: `Line 2: …`. What stands in no line was not sent, nor counted. */
export function faultsAtLines(refusal: string, typed: string): string {
  const sent = typed.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [index + 1]));
  const { at, loose } = faultsByItem(refusal);
  const named = [...at].map(([item, message]) =>
    fill(texts.console.json.line, { line: sent[item] ?? item + 1, message }),
  );
  return [...loose, ...named].join('\n');
}
