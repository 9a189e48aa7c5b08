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
  statSync,
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

/** Builds into a folder, which is made. Where the same is there already it stays: a server may be reading it. */
export async function buildConsole(target) {
  const folder = join(BUILDS, hashOfSources());
  if (!existsSync(folder)) await buildInto(folder);
  if (pageIn(target) === pageIn(folder)) return;
  rmSync(target, { recursive: true, force: true });
  cpSync(folder, target, { recursive: true });
}

/** It names all files by what is in them. */
function pageIn(folder) {
  const page = join(folder, 'index.html');
  return existsSync(page) ? readFileSync(page, 'utf8') : undefined;
}

/** Under another name first, so that whatever bears its name is whole. */
async function buildInto(folder) {
  mkdirSync(BUILDS, { recursive: true });
  removeOldBuilds();
  const fresh = mkdtempSync(join(BUILDS, 'new-'));
  // Whatever the build is called from, a test run for instance: React has another build for development.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  await build(viteOptions(fresh));
  await compress(join(fresh, 'assets'));
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another was faster.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Of sources that are no more. Not the youngest: another run may be copying them. */
function removeOldBuilds() {
  for (const name of readdirSync(BUILDS)) {
    const build = join(BUILDS, name);
    if (Date.now() - statSync(build).mtimeMs > 3_600_000) rmSync(build, { recursive: true, force: true });
  }
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
