// Builds the web console from console/, compressed, as it is served. What was built from the same sources is taken from
// .cache/, because tests build the program often: node scripts/build-console.mjs FOLDER
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(ROOT, 'console');
const BUILDS = join(ROOT, '.cache/console');

/** What a build depends on beside its sources. */
const BESIDE = ['package-lock.json', 'scripts/build-console.mjs'];

/** Builds into a folder, which is made. */
export async function buildConsole(target) {
  const folder = join(BUILDS, hashOfSources());
  if (!existsSync(folder)) await buildInto(folder);
  rmSync(target, { recursive: true, force: true });
  cpSync(folder, target, { recursive: true });
}

/** Under another name first, so that whatever bears its name is whole. */
async function buildInto(folder) {
  mkdirSync(BUILDS, { recursive: true });
  const fresh = mkdtempSync(join(BUILDS, 'new-'));
  // Whatever the build is called from, a test run for instance: React has another build for development.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  await build(viteOptions(fresh));
  await compress(join(fresh, 'assets'));
  for (const name of readdirSync(BUILDS)) {
    if (!name.startsWith('new-')) rmSync(join(BUILDS, name), { recursive: true, force: true });
  }
  renameSync(fresh, folder);
}

function viteOptions(outDir) {
  return {
    root: SOURCE,
    base: '/console/',
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // Its page says that scripts come from our own files alone: nothing may be inline.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: {
        onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
      },
    },
  };
}

async function compress(folder) {
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  for (const name of readdirSync(folder)) {
    const content = readFileSync(join(folder, name));
    writeFileSync(join(folder, `${name}.br`), await promisify(brotliCompress)(content, brotli));
    writeFileSync(join(folder, `${name}.gz`), await promisify(gzip)(content, { level: 9 }));
  }
}

function hashOfSources() {
  const hash = createHash('sha256');
  const files = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of [...files, ...BESIDE.map((name) => join(ROOT, name))])
    hash.update(`${file.slice(ROOT.length)}\n`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildConsole(process.argv[2]);
