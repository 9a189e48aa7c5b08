import { CONSOLE_LAYERS, layerFaults } from './console-layers.ts';
import { moduleOf, readSources } from './sources.ts';

test('the files of console/ import only what their layer allows', () => {
  expect(layerFaults(readSources('console'))).toEqual([]);
});

test('the layers list each module of console/ once and nothing else', () => {
  const listed = CONSOLE_LAYERS.flatMap(({ modules }) => modules);
  expect(listed.toSorted()).toEqual(
    [...new Set([...readSources('console').keys()].map(moduleOf))].toSorted(),
  );
});

test.each([
  ['of a higher layer', 'parts/a.tsx', "import { b } from '../flows/b.ts';", 'flows/b.ts'],
  ['of a feature listed later', 'flows/a.tsx', "import { b } from '../webhooks/b.ts';", 'webhooks/b.ts'],
  ['of a type', 'api/a.ts', "import type { B } from '../parts/b.ts';", 'parts/b.ts'],
  ['made dynamically', 'flows/a.tsx', "const b = () => import('../overview/b.tsx');", 'overview/b.tsx'],
  ['from a deeper folder', 'flows/form/a.tsx', "import { b } from '../../pages.ts';", 'pages.ts'],
  ['of the server', 'api/a.ts', "import { b } from '../../src/errors.ts';", '../src/errors.ts'],
])('an import %s is found', (_what, file, text, target) => {
  expect(layerFaults(new Map([[file, text]]))).toEqual([`${file} imports ${target}`]);
});

test('a module without a layer is found', () => {
  expect(layerFaults(new Map([['billing/list.tsx', '']]))).toEqual(['billing is in no layer']);
});

test('imports that the layers allow are not reported', () => {
  const sources = new Map([
    [
      'webhooks/a.tsx',
      "import { b } from '../flows/b.ts';\nimport { Box } from '@mui/material';\nimport './c.ts';",
    ],
    [
      'webhooks/form/d.ts',
      "import { c } from '../c.ts';\nimport type { T } from '../../../src/schema/types.ts';",
    ],
    ['pages.ts', "const list = () => import('./webhooks/list.tsx');"],
  ]);
  expect(layerFaults(sources)).toEqual([]);
});
