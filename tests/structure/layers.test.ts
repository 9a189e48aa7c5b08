import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Files that break one rule each, as `npm run check -- --only layers` finds them: name, rule, path → text. */
const BROKEN: [what: string, rule: string, files: Record<string, string>][] = [
  ['a higher layer', 'below-db', { 'src/db/higher.ts': "import { x } from '../flows/index.ts';" }],
  [
    'a module listed later',
    'below-config',
    { 'src/config/later.ts': "import type { X } from '../db/x.ts';" },
  ],
  [
    'a feature listed later',
    'below-tenants',
    { 'src/tenants/right.ts': "export * from '../flows/index.ts';" },
  ],
  [
    'a dynamic import',
    'below-crypto',
    { 'src/crypto/dynamic.ts': "export const x = await import('../db/x.ts');" },
  ],
  ['an import for its side effects', 'below-errors', { 'src/errors.ts': "import './db/x.ts';" }],
  [
    'an import over several lines',
    'below-schema',
    { 'src/schema/lines.ts': "import {\n  a,\n  b,\n} from '../http/index.ts';" },
  ],
  ['a test file', 'inside-src', { 'src/cli/out.ts': "import '../../tests/x.ts';" }],
  ['a file outside src/', 'inside-src', { 'src/cli/beside.ts': "import '../../package.json';" }],
  ["a feature's internal file", 'through-index', { 'src/flows/door.ts': "import '../components/store.ts';" }],
  [
    "a feature's internal file from a higher layer",
    'through-index',
    { 'src/app/door.ts': "import '../components/store.ts';" },
  ],
  [
    'a module of a feature that is listed later',
    'below-credentials-protocol',
    { 'src/credentials/protocol/later.ts': "import '../tokens/index.ts';" },
  ],
  [
    "an internal file of a feature's module",
    'through-index-in-credentials',
    { 'src/credentials/tokens/door.ts': "import '../protocol/reasons.ts';" },
  ],
  [
    'a cycle of types',
    'no-circle',
    {
      'src/db/one.ts': "import type { B } from './two.ts';",
      'src/db/two.ts': "import type { A } from './one.ts';",
    },
  ],
  ['an import that cannot be resolved', 'resolvable', { 'src/db/nowhere.ts': "import './z.ts';" }],
  ['raw Knex', 'knex-in-db', { 'src/flows/knex.ts': "import type { Knex } from 'knex';" }],
];

/** Correct files, some of which the broken ones import. */
const VALID: Record<string, string> = {
  'package.json': '{ "type": "module" }',
  'tests/x.ts': '',
  'node_modules/knex/package.json': '{ "name": "knex", "exports": "./index.js" }',
  'node_modules/knex/index.js': '',
  'src/db/x.ts': "import knex from 'knex';",
  'src/http/index.ts': "import { errors } from '../db/x.ts'; // nor '../flows/index.ts'",
  'src/credentials/tokens/index.ts': "import '../protocol/index.ts';",
  'src/credentials/protocol/index.ts': "import './reasons.ts';",
  'src/credentials/protocol/reasons.ts': '',
  'src/credentials/routes.ts': "import './tokens/index.ts';",
  'src/components/store.ts': "import { readFile } from 'node:fs';",
  'src/components/descriptor/index.ts': "import type { Db } from '../../db/x.ts';",
  'src/flows/index.ts': "import { parse } from '../components/descriptor/index.ts';",
  'src/cli/main.ts': "import '../app/serve.ts';\nimport '../flows/index.ts';",
  'src/app/serve.ts': "import type { AddressInfo } from 'node:net';",
};

let folder: string;
let found: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'));
  for (const [path, text] of [VALID, ...BROKEN.map(([, , files]) => files)].flatMap(Object.entries)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', 'src'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  found = summary.violations.map(({ from, rule }) => `${from} ${rule.name}`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the layers forbid', () => {
  test.each(BROKEN)('%s', (_what, rule, files) => {
    expect(found.filter((fault) => faultsOf(rule, files).includes(fault))).toHaveLength(1);
  });

  test('nothing else', () => {
    const expected = BROKEN.flatMap(([, rule, files]) => faultsOf(rule, files));
    expect(found.filter((fault) => !expected.includes(fault))).toEqual([]);
  });
});

/** A violation by several files, such as a circle, may be reported for any one of them. */
function faultsOf(rule: string, files: Record<string, string>): string[] {
  return Object.keys(files).map((file) => `${file} ${rule}`);
}
