// Builds the web console from console/ and compresses its files for serving. Builds are cached in .cache/ by source.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { writeNotices } from './licenses.mjs';
import { makeOnce, removeUnused } from './make-once.mjs';
import { hashOf, ROOT } from './sources.mjs';

const BUILDS = join(ROOT, '.cache/console');

/** The list that Vite writes of the packages in the console, with their licenses. */
const LICENSES = 'licenses.json';

/** The inputs of a build. */
export const CONSOLE_SOURCES = [
  'console',
  'package-lock.json',
  'scripts/build-console.mjs',
  'scripts/licenses.mjs',
  'src/schema/members.ts',
];

/** The packages of fonts.css. */
const FONTS = ['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'];

/** What several pages share: everything but the packages of few pages. */
const SHARED =
  /node_modules[\\/](?!@mui[\\/]x-|d3-|@react-spring|@dagrejs|diff[\\/])|[\\/]console[\\/](?:parts|api)[\\/]/;

/**
 * Few, large files: on a slow connection each further request costs more than code that a page does not need. The files
 * are what the console needs at the start, what pages share, each folder of pages, and the packages of few pages.
 */
const CHUNKS = [
  { name: 'console', tags: ['$initial'], priority: 5 },
  { name: 'shared', test: SHARED, priority: 3 },
  { name: 'graphs', test: /node_modules[\\/]@dagrejs/, priority: 2 },
  {
    name: 'chart',
    test: /node_modules[\\/](?:@mui[\\/]x-|d3-|@react-spring)|console[\\/]overview[\\/]chart\.tsx/,
    priority: 2,
  },
  { name: (id) => /[\\/]console[\\/]([\w-]+)[\\/]/.exec(id)?.[1] ?? null, debugName: 'pages', priority: 1 },
];

/** Builds the console into a new folder. @param {string} target */
export async function buildConsole(target) {
  const hash = hashOf(CONSOLE_SOURCES);
  const build = join(BUILDS, hash);
  removeUnused(BUILDS);
  await makeOnce(build, hash, buildInto);
  cpSync(build, target, { recursive: true });
}

async function buildInto(folder) {
  // React has a separate development build, and the caller may be a test run with another NODE_ENV.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  await build(viteOptions(folder));
  writeConsoleNotices(folder);
  await compress(join(folder, 'assets'));
}

function viteOptions(outDir) {
  return {
    root: join(ROOT, 'console'),
    base: '/console/',
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir,
      license: { fileName: LICENSES },
      emptyOutDir: true,
      target: 'es2022',
      // The page's content security policy allows scripts only from our own files, so nothing can be inlined.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: {
        output: { codeSplitting: { groups: CHUNKS } },
        onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
      },
    },
  };
}

function writeConsoleNotices(folder) {
  const list = join(folder, LICENSES);
  const packages = [...JSON.parse(readFileSync(list, 'utf8')), ...FONTS.map(fontPackage)];
  writeNotices(
    folder,
    packages.map(({ identifier, ...one }) => ({ ...one, license: identifier })),
    'The console contains these packages.',
  );
  rmSync(list);
}

/** Vite lists packages of scripts only. */
function fontPackage(name) {
  const read = (file) => readFileSync(join(ROOT, 'node_modules', name, file), 'utf8');
  const { version, license } = JSON.parse(read('package.json'));
  return { name, version, identifier: license, text: read('LICENSE') };
}

async function compress(folder) {
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  // Fonts are compressed already.
  for (const name of readdirSync(folder).filter((name) => !name.endsWith('.woff2'))) {
    const content = readFileSync(join(folder, name));
    writeFileSync(join(folder, `${name}.br`), await promisify(brotliCompress)(content, brotli));
    writeFileSync(join(folder, `${name}.gz`), await promisify(gzip)(content, { level: 9 }));
  }
}
