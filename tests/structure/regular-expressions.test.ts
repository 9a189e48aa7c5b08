import { readdirSync, readFileSync } from 'node:fs';
import { isSlow, slowExpressions } from './regular-expressions.ts';
import { readSources } from './sources.ts';

const ROOT = new URL('../../', import.meta.url);

test('no regular expression of the server takes more than linear time', () => {
  const found = [...readSources()].flatMap(([file, source]) => slowExpressions(file, source));
  expect(found).toEqual([]);
});

test.each(['schemas', 'seeds'])('no pattern in %s/ takes more than linear time', (folder) => {
  const files = readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' });
  const patterns = files
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => patternsIn(JSON.parse(readFileSync(new URL(`${folder}/${file}`, ROOT), 'utf8'))));
  expect(patterns.length).toBeGreaterThan(0);
  expect(patterns.filter((pattern) => isSlow(pattern, 'u'))).toEqual([]);
});

test.each(['/0+$/', '/^0+|0+$/g', '/\\s+$/', '/(a+)+b/', '/(a|a)*b/', '/%.*$/'])('%s is found', (literal) => {
  const source = `const found: RegExp = ${literal};`;
  expect(slowExpressions('http/a.ts', source)).toEqual([`http/a.ts: ${literal}`]);
});

test.each(['/^0+/', '/^[a-z]+$/', '/a+b/y', '/"[^"]*"/'])('%s is not reported', (literal) => {
  expect(slowExpressions('http/a.ts', `const found = ${literal};`)).toEqual([]);
});

function patternsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, inner]) =>
    member === 'pattern' && typeof inner === 'string' ? [inner] : patternsIn(inner),
  );
}
