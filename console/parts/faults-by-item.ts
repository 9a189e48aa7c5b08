import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

/** Splits the API's errors of a list: `/1: …` is about the second item, one error per line. */
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

/** Same for a field with one item per line: `Line 2: …`. Empty lines are not sent, so the API does not count them. */
export function withLineNumbers(refusal: string, typed: string): string {
  const sent = typed.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [index + 1]));
  const { at, loose } = faultsByItem(refusal);
  const named = [...at].map(([item, message]) =>
    fill(texts.console.json.line, { line: sent[item] ?? item + 1, message }),
  );
  return [...loose, ...named].join('\n');
}
