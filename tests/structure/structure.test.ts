import { FLOORS, LONG_FILES, PLATFORM_FILES } from './floors.ts';
import { RULES } from './rules.ts';
import { readSources } from './sources.ts';

describe('src/', () => {
  const sources = readSources();

  test.each(Object.entries(RULES))('%s', (_rule, faultsOf) => {
    expect(faultsOf(sources)).toEqual([]);
  });

  test('files listed as exceptions exist', () => {
    const listed = [...Object.keys(PLATFORM_FILES), ...Object.keys(LONG_FILES)];
    expect(listed.filter((file) => !sources.has(file))).toEqual([]);
  });

  test('a room is on one floor only', () => {
    const rooms = FLOORS.flatMap((floor) => floor.rooms);
    expect(rooms).toEqual([...new Set(rooms)]);
  });
});

describe('the rules find', () => {
  test.each([
    ['an import from a higher floor', { 'db/a.ts': "import { x } from '../flows/index.ts';" }],
    ['an import from a room listed later', { 'config/a.ts': "import type { X } from '../db/index.ts';" }],
    ['an import from a feature to the right', { 'tenants/a.ts': "export * from '../flows/index.ts';" }],
    ['an import over several lines', { 'errors.ts': "import {\n  a,\n  b,\n} from './config/load.ts';" }],
    ['a dynamic import', { 'errors.ts': "const x = await import('./config/load.ts');" }],
    ['a type import in an expression', { 'errors.ts': "type X = import('./config/load.ts').X;" }],
    ['an import for its effect', { 'errors.ts': "import './config/load.ts';" }],
    ['an import out of src/', { 'errors.ts': "import '../tests/x.ts';" }],
  ])('%s', (_what, files) => {
    expect(faultsIn(files)).toContain(
      'a file imports only from its own room, a lower floor, or a room before its own',
    );
  });

  test.each([
    [
      'a feature entered by another door',
      'a feature is entered through an index.ts',
      { 'flows/a.ts': "import '../components/store.ts';" },
    ],
    [
      'a circle of types',
      'no import circles, type imports counted',
      { 'db/a.ts': "import type { B } from './b.ts';", 'db/b.ts': "import { a } from './a.ts';" },
    ],
    [
      'a file that imports itself',
      'no import circles, type imports counted',
      { 'db/a.ts': "import './a.ts';" },
    ],
    [
      'an import that leads nowhere',
      'every import between files leads somewhere',
      { 'db/a.ts': "import './z.ts';" },
    ],
    ['a room without a floor', 'every room of src/ has its place on a floor', { 'common/a.ts': '' }],
    ['utils', 'nothing is named utils or helpers', { 'db/string-utils.ts': '' }],
    ['helpers', 'nothing is named utils or helpers', { 'db/helpers/a.ts': '' }],
    ['another case', 'files and folders are named in kebab-case', { 'db/openPool.ts': '' }],
    ['a long file', 'no file is over 250 lines without a reason', { 'db/a.ts': 'x\n'.repeat(251) }],
    [
      'raw Knex',
      'Knex itself is imported only where the database is',
      { 'flows/a.ts': "import type { Knex } from 'knex';" },
    ],
    [
      'a call to somebody',
      'third parties are called through the guarded client and nothing else',
      { 'flows/a.ts': 'await fetch(url);', 'flows/b.ts': "import { request } from 'undici';" },
    ],
    [
      'the platform handle',
      'rows of all tenants are seen only by the files that are listed with a reason',
      { 'flows/a.ts': 'platformOf(db).sql(table)' },
    ],
  ])('%s', (_what, rule, files) => {
    expect(faultsIn(files)).toContain(rule);
  });

  test('nothing in what is right', () => {
    const files = {
      'errors.ts': '/** Not platformDb. */ export const errors = 1; // nor from "./db/index.ts"',
      'db/index.ts':
        "import knex from 'knex';\nimport { errors } from '../errors.ts';\nexport { a } from './a.ts';\n",
      'db/a.ts': 'x\n'.repeat(250),
      'db/migrations/0001_first.ts': '',
      'components/descriptor/index.ts': "import type { Db } from '../../db/index.ts';",
      'flows/index.ts':
        "import { parse } from '../components/descriptor/index.ts';\nimport { readFile } from 'node:fs';",
      'cli/main.ts': "import { serve } from '../server.ts';\nimport '../flows/index.ts'",
      'server.ts': '',
    };
    expect(faultsIn(files)).toEqual([]);
  });
});

/** The names of the rules that these files break. */
function faultsIn(files: Record<string, string>): string[] {
  const sources = new Map(Object.entries(files));
  return Object.entries(RULES).flatMap(([rule, faultsOf]) => (faultsOf(sources).length > 0 ? [rule] : []));
}
