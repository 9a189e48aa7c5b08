import { posix } from 'node:path';
import { LAYERS } from '../../.dependency-cruiser.mjs';
import { HANDLE_FILES, LONG_FILES } from './exceptions.ts';
import { importsOf, moduleOf, type Sources } from './sources.ts';

const MAX_LINES = 250;

/** Ways from a handle to the connection behind it, in src/db and in Knex. */
const CONNECTION =
  /\b(?:sqlOf|knexOf|statementsOf)\b|\.constructor\b|\.client\??\.(?:raw|query|runner|transaction|pool)/;
/** The connection of a raw handle, also destructured. */
const RAW = /\bsql\b|\[(['"`])sql\1\]/;
/** `import(name)`, `require(…)`: this test cannot tell what they load. */
const UNCHECKED_IMPORT =
  /\bimport\(\s*(?:`[^`]*\$|[^'"`\s])|\bcreateRequire\([^)]*\)\(|\brequire\(\s*['"`]\./;

/**
 * Rules for src/ other than those on imports (see .dependency-cruiser.mjs), each a function from the source files to
 * its violations, one readable line each.
 */
export const RULES: Record<string, (sources: Sources) => string[]> = {
  'every module of src/ is in a layer': (sources) =>
    [...new Set([...sources.keys()].map(moduleOf))]
      .filter((name) => !LAYERS.some(({ modules }) => modules.includes(name)))
      .map((name) => `${name} is in no layer`),

  'nothing is named utils or helpers': (sources) =>
    [...sources.keys()].filter((file) => /(?:^|[/-])(?:utils?|helpers?)(?:[/.-]|$)/.test(file)),

  'files and folders are named in kebab-case': (sources) =>
    [...sources.keys()].filter(
      (file) => !/^(?:[a-z0-9-]+\/)*(?:\d{4}_)?[a-z0-9-]+(?:(?:\.d)?\.ts|\.mjs|\.cjs)$/.test(file),
    ),

  [`no file is over ${MAX_LINES} lines without a reason`]: (sources) =>
    [...sources]
      .map(([file, text]) => ({ file, lines: text.split('\n').length - 1 }))
      .filter(({ file, lines }) => lines > MAX_LINES && LONG_FILES[file] === undefined)
      .map(({ file, lines }) => `${file} has ${lines} lines`),

  'third parties are only called through the guarded client': (sources) =>
    [...sources]
      .filter(([file, text]) => !CLIENT_FILES.includes(file) && makesRequests(text))
      .map(([file]) => file),

  'texts with a count use pluralize(), for the singular and the plural': (sources) =>
    [...sources]
      .filter(([file, text]) => file !== 'system/pluralize.ts' && COUNT_IN_WORDS.test(text))
      .map(([file]) => file),

  'only files listed with a reason access rows of several tenants': (sources) =>
    [...sources]
      .filter(([file]) => moduleOf(file) !== 'db')
      .flatMap(([file, text]) => handleFaults(file, withoutComments(text))),

  'src/db exports no way to bypass the handles': (sources) => {
    const text = withoutComments(sources.get('db/index.ts') ?? '');
    const exported = importsOf(text).map((name) => pathOf('db/index.ts', name));
    const classes = /(?<!type )\b(?:PlatformDb|TenantDb|Database|Reads)\b/.test(text);
    return [
      ...exported.filter((path) => HANDLE_FILES[path] !== undefined),
      ...(CONNECTION.test(text) || classes ? ['the connection behind a handle'] : []),
    ];
  },
};

/** `${count} flows`, `${count} ${count === 1 ? …}`, `flow(s)`; but not limits, which are constants in capitals. */
const COUNT_IN_WORDS =
  /\$\{[^}]*\b(?:count\w*|\w*Count|length|size|total|done|wrapped|limit|\w+_keys)\} (?:[a-z]+ )?(?:flow|credential|client|event|key|user|entrie|member|character|webhook|app|scope|component|file|second|minute|tenant|session)s\b|\} \$\{[\w.]+ === 1 \?|[a-z]\(s\)/;

/** The files of the guarded client, and the client of commands that run on a developer's machine. */
const CLIENT_FILES = ['http/outbound.ts', 'http/guarded-connect.ts', 'cli/developer-client.ts'];

/** Whether a file uses an HTTP client or opens a socket. */
function makesRequests(text: string): boolean {
  const clients = /^(?:undici|axios|got|node-fetch|(?:node:)?(?:net|tls|http2|dgram))$/;
  const values = text.replaceAll(/import type [^;]+;/g, '');
  return (
    importsOf(values).some((name) => clients.test(name)) ||
    /(?<![.\w])fetch\(|\bhttps?\.(?:get|request)\(/.test(values) ||
    /import \{[^}]*\b(?:request|get)\b[^}]*\} from 'node:https?'/.test(values)
  );
}

function handleFaults(file: string, text: string): string[] {
  const databaseFiles = importsOf(text)
    .map((name) => pathOf(file, name))
    .filter((path) => moduleOf(path) === 'db' && path !== 'db/index.ts');
  const unlisted = databaseFiles.filter((path) => HANDLE_FILES[path]?.[file] === undefined);
  return [
    ...unlisted.map((path) => `${file} imports ${path}`),
    ...(CONNECTION.test(text) ? [`${file} reaches for the connection behind a handle`] : []),
    ...(HANDLE_FILES['db/raw.ts']?.[file] === undefined && RAW.test(text)
      ? [`${file} uses a raw handle`]
      : []),
    ...(exportsHandle(text) ? [`${file} exports a handle`] : []),
    ...(UNCHECKED_IMPORT.test(text) ? [`${file} imports what cannot be checked`] : []),
  ];
}

/** Whether a file exports something it imported from a handle file: unchanged, renamed or as a constant. */
function exportsHandle(text: string): boolean {
  const from = /db\/(?:raw|before-tenant|hot-read|background)\.ts['"]/;
  if (new RegExp(`\\bexport\\b[^;]*?\\bfrom\\s*['"][^'"]*${from.source}`).test(text)) return true;
  const imports = [...text.matchAll(/\bimport\s+([^;'"]+?)\s+from\s*['"]([^'"]+['"])/g)];
  const names = imports
    .filter(([, , path]) => from.test(path ?? ''))
    .flatMap(([, clause = '']) => clause.match(/[\w$]+(?=\s*(?:,|\}|$))/g) ?? []);
  return names.some((name) =>
    new RegExp(
      `\\bexport\\s*(?:type\\s*)?\\{[^}]*\\b${name}\\b|\\bexport\\s+default\\s+${name}\\b|\\bexport\\s+(?:const|let|type)[^;=]*=\\s*${name}\\s*;`,
    ).test(text),
  );
}

/** The path under src/ of an imported file. */
function pathOf(file: string, name: string): string {
  return name.startsWith('.') ? posix.join(posix.dirname(file), name) : `node_modules/${name}`;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*.*?\*\//gs, '').replace(/(?<!:)\/\/.*$/gm, '');
}
