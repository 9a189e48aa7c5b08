import { cyclesOf } from './import-cycles.ts';
import { readSources } from './sources.ts';

test('the files of console/ have no circular imports', () => {
  const sources = readSources('console');
  expect(sources.size).toBeGreaterThan(200);
  expect(cyclesOf(sources)).toEqual([]);
});

test.each([
  ['of imports', "import { b } from './parts/b.ts';", "import { a } from '../a.tsx';"],
  ['with a dynamic import', "const b = () => import('./parts/b.ts');", "import { a } from '../a.tsx';"],
  ['of types', "import type { B } from './parts/b.ts';", "export type { A } from '../a.tsx';"],
])('a cycle %s is found', (_what, a, b) => {
  const sources = new Map([
    ['a.tsx', a],
    ['parts/b.ts', b],
    ['c.ts', "import './a.tsx';"],
  ]);
  expect(cyclesOf(sources)).toEqual(['a.tsx → parts/b.ts → a.tsx']);
});
