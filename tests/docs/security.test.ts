import { existsSync } from 'node:fs';
import { textOfPage } from './code-blocks.ts';

test('the page on security names only tests that exist', () => {
  const named = [...textOfPage('docs/security.md').matchAll(/`(tests\/[^`]+)`/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
});
