// Bundles the server's own modules. There are over 400, and finding, reading and linking each of them takes a third of
// the time in which a command or the server starts.
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

/** The modules that keep their own path: the program, and what tests and benchmarks import from a build. */
const ENTRIES = [
  'cli/main',
  'cli/program',
  'cli/io',
  'app/platform',
  'app/serve',
  'config/index',
  'crypto/index',
  'db/index',
  'db/raw',
  'system/ids',
];

/**
 * Bundles compiled modules, with source maps. Files that are not imported, because another process runs them, are
 * copied.
 * @param {string} compiled
 * @param {string} dist
 */
export async function bundleModules(compiled, dist) {
  const { build } = await import('rolldown');
  await build({
    input: Object.fromEntries(ENTRIES.map((name) => [name, join(compiled, `${name}.js`)])),
    platform: 'node',
    plugins: [{ name: 'modules', resolveId: externalId, load: (path) => loadModule(compiled, path) }],
    output: {
      dir: dist,
      format: 'esm',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name].js',
    },
  });
  for (const name of readdirSync(compiled, { recursive: true }))
    if (/\.[cm]js(?:\.map)?$/.test(name)) cpSync(join(compiled, name), join(dist, name));
}

/** Node's modules, packages, and the bundles of packages are imported where they are. */
function externalId(id) {
  if (id.includes('/packages/')) return { id: `../packages/${basename(id)}`, external: true };
  return /^[./]/.test(id) ? undefined : { id, external: true };
}

/** A module with its source map. `import.meta.url` stays its own; all bundles are one folder deep in dist. */
function loadModule(compiled, path) {
  const url = `new URL('../${relative(compiled, path)}', import.meta.url).href`;
  return {
    code: readFileSync(path, 'utf8').replaceAll('import.meta.url', url),
    map: readFileSync(`${path}.map`, 'utf8'),
  };
}
