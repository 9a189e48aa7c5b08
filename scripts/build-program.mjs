// Builds the program from src/ and console/.
//   node scripts/build-program.mjs   builds it for tests and prints its folder in .cache/programs
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole, CONSOLE_SOURCES } from './build-console.mjs';
import { bundleModules } from './build-modules.mjs';
import { bundlePackages } from './build-packages.mjs';
import { makeOnce, removeUnused } from './make-once.mjs';
import { hashOf, ROOT } from './sources.mjs';

export const SOURCES = [
  'src',
  'tsconfig.json',
  'scripts/build-program.mjs',
  'scripts/build-modules.mjs',
  'scripts/build-packages.mjs',
  ...CONSOLE_SOURCES,
];

const PROGRAMS = join(ROOT, '.cache/programs');

/** Files that the program reads relative to the package root. dist/ and src/ have the same depth. */
export const READ = ['docs', 'schemas', 'seeds', 'openapi.yaml', 'package.json'];

/** @returns {string} the folder for the tests' build of the current sources */
export const programFolder = () => join(PROGRAMS, hashOf(SOURCES));

/** Builds dist/ of the checkout, unless it is up to date. @throws {Error} if the sources do not compile */
export async function buildDist() {
  await makeOnce(join(ROOT, 'dist'), hashOf(SOURCES), compileInto, join(ROOT, '.cache'));
}

/**
 * Builds the program outside the checkout, for tests.
 * @param {string} folder where to put dist/, unless it is up to date
 * @throws {Error} if the sources do not compile
 */
export async function buildProgram(folder) {
  removeUnused(PROGRAMS);
  await makeOnce(folder, hashOf(SOURCES), async (fresh) => {
    await compileInto(join(fresh, 'dist'));
    for (const name of READ) symlinkSync(join(ROOT, name), join(fresh, name));
  });
}

async function compileInto(dist) {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const compiled = join(dist, 'compiled');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', ROOT, '--outDir', compiled], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The sources do not compile.\n${stdout}`);
  await bundlePackages(compiled, join(dist, 'packages'));
  await bundleModules(compiled, dist);
  rmSync(compiled, { recursive: true });
  chmodSync(join(dist, 'cli/main.js'), 0o755);
  await buildConsole(join(dist, 'web'));
}

if (import.meta.filename === process.argv[1]) {
  const folder = programFolder();
  await buildProgram(folder);
  console.log(folder);
}
