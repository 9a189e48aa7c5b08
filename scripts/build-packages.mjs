// Bundles the packages that the server imports. They consist of over a thousand files, and loading these takes longer
// than running most commands.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { writeNotices } from './licenses.mjs';
import { ROOT } from './sources.mjs';

/**
 * These stay in node_modules: native code, files that are served, a package that bundlers cannot read, and one that
 * calls `new Buffer`, for which Node prints a warning outside node_modules.
 */
const EXTERNAL = ['sqlite3', 'pg-native', 'swagger-ui-dist', 'jsonc-parser', 'passport-http'];

/** The packages that an installation of the program needs besides its bundles. JSONata's source runs in a sandbox. */
export const NOT_BUNDLED = [...EXTERNAL.filter((name) => name !== 'pg-native'), 'jsonata'];

/** The name of a package's default export in its bundle. */
const DEFAULT = 'defaultExport';

/** An import or re-export of a package in compiled code, as in `import pg, { Pool } from 'pg';`. */
const IMPORT = /^(import|export) ([^;'"]+) from '([^.'"][^'"]*)';$/gm;

/**
 * Bundles the packages that compiled modules import, and makes these modules import the bundles.
 * @param {string} compiled
 * @param {string} folder for the bundles
 */
export async function bundlePackages(compiled, folder) {
  const files = readdirSync(compiled, { recursive: true }).filter((name) => name.endsWith('.js'));
  const imported = new Map();
  for (const file of files) {
    const path = join(compiled, file);
    const code = readFileSync(path, 'utf8').replaceAll(IMPORT, (statement, keyword, clause, name) => {
      if (!isBundled(name)) return statement;
      const specifiers = specifiersIn(clause);
      const names = specifiers.map((specifier) => specifier.split(' ')[0]);
      imported.set(name, new Set([...(imported.get(name) ?? []), ...names]));
      const target = relative(dirname(path), join(folder, `${fileOf(name)}.js`));
      return `${keyword} { ${specifiers.join(', ')} } from '${target.startsWith('.') ? target : `./${target}`}';`;
    });
    writeFileSync(path, code);
  }
  await bundle(imported, folder);
}

const isBundled = (name) =>
  !name.startsWith('node:') && !EXTERNAL.some((kept) => name === kept || name.startsWith(`${kept}/`));

/** `ajv/dist/2020.js` → `ajv-dist-2020` */
const fileOf = (name) => name.replace(/\.js$/, '').replaceAll(/[@/]+/g, '-');

/** What an import clause takes from a bundle: `pg, { Pool as P }` → `defaultExport as pg`, `Pool as P`. */
function specifiersIn(clause) {
  const [, first, braces = ''] = /^(\w+)?(?:, )?(?:\{([^}]*)\})?$/.exec(clause.replaceAll('\n', ' ').trim());
  const named = braces.split(',').map((part) => part.trim());
  return [...(first === undefined ? [] : [`${DEFAULT} as ${first}`]), ...named.filter((name) => name !== '')];
}

/**
 * Each package gets an entry with the exports that are used, because a CommonJS module does not declare its exports.
 * The bundles are CommonJS: ES modules are always in strict mode, where some packages fail (passport calls
 * `arguments.callee` when it refuses a user).
 */
async function bundle(imported, folder) {
  const { build } = await import('rolldown');
  const PREFIX = 'entry:';
  const { output } = await build({
    input: Object.fromEntries([...imported.keys()].map((name) => [fileOf(name), PREFIX + name])),
    platform: 'node',
    external: EXTERNAL.map((name) => new RegExp(`^${name}(?:/|$)`)),
    logLevel: 'silent',
    plugins: [
      {
        name: 'entries',
        // As .mjs, so that the default import of a CommonJS module is its module.exports, as in Node.
        resolveId: (id) => (id.startsWith(PREFIX) ? join(ROOT, `${id}.mjs`) : undefined),
        load(id) {
          if (!id.includes(PREFIX)) return undefined;
          const name = id.slice(id.indexOf(PREFIX) + PREFIX.length, -'.mjs'.length);
          const exported = [...imported.get(name)].map((used) =>
            used === DEFAULT ? `default as ${DEFAULT}` : used,
          );
          return `export { ${exported.join(', ')} } from '${name}';`;
        },
      },
    ],
    output: { dir: folder, format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name].cjs' },
  });
  for (const [name, exported] of imported)
    writeFileSync(join(folder, `${fileOf(name)}.js`), moduleFor(`./${fileOf(name)}.cjs`, exported));
  const packages = packagesIn(output.flatMap(({ moduleIds = [] }) => moduleIds));
  writeNotices(folder, packages, 'The server contains these packages.');
}

/**
 * An ES module with the exports of a bundle. An import of the bundle itself would be slower: Node searches an imported
 * CommonJS file for its exports.
 */
const moduleFor = (bundlePath, exported) => `import { createRequire } from 'node:module';
export const { ${[...exported].join(', ')} } = createRequire(import.meta.url)('${bundlePath}');
`;

/** The packages that these files belong to, with their licenses. */
function packagesIn(paths) {
  const folders = paths.map((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const used = new Set(folders.filter((folder) => folder !== undefined));
  const byName = [...used].sort((one, other) => one.localeCompare(other));
  return byName.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
    return {
      name,
      version,
      license,
      text: file === undefined ? '' : readFileSync(join(folder, file), 'utf8'),
    };
  });
}
