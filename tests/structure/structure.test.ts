import { LAYERS } from '../../.dependency-cruiser.mjs';
import { HANDLE_FILES, LONG_FILES } from './exceptions.ts';
import { RULES } from './rules.ts';
import { readSources } from './sources.ts';

describe('src/', () => {
  const sources = readSources();

  test.each(Object.entries(RULES))('%s', (_rule, faultsOf) => {
    expect(faultsOf(sources)).toEqual([]);
  });

  test('files listed as exceptions exist', () => {
    const handles = Object.entries(HANDLE_FILES).flatMap(([handle, files]) => [
      handle,
      ...Object.keys(files),
    ]);
    const listed = [...handles, ...Object.keys(LONG_FILES)];
    expect(listed.filter((file) => !sources.has(file))).toEqual([]);
  });

  test('files listed for a handle import it', () => {
    const listed = Object.entries(HANDLE_FILES).flatMap(([handle, files]) =>
      Object.keys(files).map((file) => [file, handle] as const),
    );
    expect(listed.filter(([file, handle]) => !sources.get(file)?.includes(`/${handle}'`))).toEqual([]);
  });

  test('at most twelve files use a raw handle', () => {
    expect(Object.keys(HANDLE_FILES['db/raw.ts'] ?? {}).length).toBeLessThanOrEqual(12);
  });

  test('a module is in one layer only', () => {
    const modules = LAYERS.flatMap((layer) => layer.modules);
    expect(modules).toEqual([...new Set(modules)]);
  });
});

describe('the rules find', () => {
  test.each([
    ['a module without a layer', 'every module of src/ is in a layer', { 'common/a.ts': '' }],
    ['utils', 'nothing is named utils or helpers', { 'db/string-utils.ts': '' }],
    ['helpers', 'nothing is named utils or helpers', { 'db/helpers/a.ts': '' }],
    ['camel case', 'files and folders are named in kebab-case', { 'db/openPool.ts': '' }],
    ['a long file', 'no file is over 250 lines without a reason', { 'db/a.ts': 'x\n'.repeat(251) }],
    [
      'a call without the guarded client',
      'third parties are only called through the guarded client',
      { 'flows/a.ts': 'await fetch(url);', 'flows/b.ts': "import { request } from 'undici';" },
    ],
    [
      'a text with a count that is always plural',
      'texts with a count use pluralize(), for the singular and the plural',
      { 'flows/a.ts': 'throw new Error(`${flows.length} flows include it`);' },
    ],
  ])('%s', (_what, rule, files) => {
    expect(faultsIn(files)).toContain(rule);
  });

  test.each([
    ['a raw handle', "import { rawDb } from '../db/raw.ts';"],
    ['a renamed raw handle', "import { rawDb as everything } from '../db/raw.ts';"],
    ['a namespace', "import * as database from '../db/raw.ts';"],
    ['a type', "import type { RawDb } from '../db/raw.ts';"],
    ['an inline type import', "export function list(db: import('../db/raw.ts').RawDb) {}"],
    ['a dynamic import', "const { rawDb } = await import('../db/raw.ts');"],
    ['a dynamic import with backticks', 'const { rawDb } = await import(`../db/raw.ts`);'],
    ['a dynamic import of a variable', 'const all = await import(path);'],
    ['require', "const all = createRequire(import.meta.url)('../db/raw.ts');"],
    ['a detour in the path', "import { rawDb } from '../flows/../db/raw.ts';"],
    ['a re-export', "export { rawDb as db } from '../db/raw.ts';"],
    ['a re-export of everything', "export * from '../db/raw.ts';"],
    ['a lookup by key', "import { rowsByKey } from '../db/before-tenant.ts';"],
    ['a read of several tenants', "import { hotRead } from '../db/hot-read.ts';"],
    ['a job for all tenants', "import { deleteExpired } from '../db/all-tenants.ts';"],
    ['an internal file of src/db', "import { sqlOf } from '../db/handles.ts';"],
    ['the connection of a raw handle', 'await handle.sql(TABLE);'],
    ['its connection, destructured', 'async function list({ sql: query }: Handle) {}'],
    ['its connection, by a string', "await handle['sql'](TABLE);"],
    ['a static member', 'database.constructor.knexOf(database)(TABLE);'],
    ["a query's client", "db.from('flows').client.queryBuilder();"],
  ])('%s outside the list', (_what, text) => {
    expect(faultsIn({ 'scopes/a.ts': text })).toEqual([
      'only files listed with a reason access rows of several tenants',
    ]);
  });

  test.each([
    ['unchanged', "import { rawDb } from '../db/raw.ts';\nexport { rawDb };"],
    ['renamed', "import { rawDb as all } from '../db/raw.ts';\nexport { all as platform };"],
    ['as a constant', "import { rawDb } from '../db/raw.ts';\nexport const all = rawDb;"],
    ['as its default', "import { rawDb } from '../db/raw.ts';\nexport default rawDb;"],
    ['in a re-export', "export { rawDb } from '../db/raw.ts';"],
  ])('a listed file that exports its handle %s', (_how, text) => {
    expect(faultsIn({ 'tenants/keys.ts': text })).toHaveLength(1);
  });

  test.each([
    ['a handle', "export { rawDb } from './raw.ts';"],
    ['the connection', "export { sqlOf, platformOf } from './handles.ts';"],
    ['a class', "export { PlatformDb } from './handles.ts';"],
  ])('src/db exporting %s', (_what, text) => {
    expect(faultsIn({ 'db/index.ts': text })).toEqual(['src/db exports no way to bypass the handles']);
  });

  test('nothing in correct files', () => {
    const files = {
      'errors.ts': '/** Not platformDb. */ export const errors = 1; // nor from "./db/index.ts"',
      'db/index.ts':
        "import knex from 'knex';\nimport { errors } from '../errors.ts';\nexport { a } from './a.ts';\n",
      'db/a.ts': 'x\n'.repeat(250),
      'db/migrations/0001_first.ts': '',
      'components/descriptor/index.ts': "import type { Db } from '../../db/index.ts';",
      'credentials/tokens/index.ts': '',
      'credentials/tokens/issue/a.ts': "import { x } from '../../definition/index.ts';",
      'credentials/definition/index.ts': '',
      'credentials/routes.ts': "import { x } from './tokens/index.ts';",
      'flows/index.ts':
        "import { parse } from '../components/descriptor/index.ts';\nimport { readFile } from 'node:fs';",
      'tenants/keys.ts':
        "import { rawDb } from '../db/raw.ts';\nexport const list = (db) => rawDb(db).sql(TABLE);",
      'cli/main.ts': "import { serve } from '../app/serve.ts';\nimport '../flows/index.ts'",
    };
    expect(faultsIn(files)).toEqual([]);
  });
});

/** The names of the rules that these files break. */
function faultsIn(files: Record<string, string>): string[] {
  const sources = new Map(Object.entries(files));
  return Object.entries(RULES).flatMap(([rule, faultsOf]) => (faultsOf(sources).length > 0 ? [rule] : []));
}
