// Puts together the package that is published: the built program, and what it reads, with only the dependencies that
// are not in its bundles.
//   npm run package   builds it in .cache/package, ready for `npm pack` or `npm publish`
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOT_BUNDLED } from './build-packages.mjs';
import { copyProgram } from './build-program.mjs';
import { ROOT } from './sources.mjs';

/** What the package contains besides the program and the files that it reads. */
const DOCUMENTS = ['README.md', 'CHANGELOG.md', 'LICENSE'];

/** @param {string} folder replaced by the package */
export async function buildPackage(folder) {
  rmSync(folder, { recursive: true, force: true });
  await copyProgram(folder);
  for (const name of DOCUMENTS) cpSync(join(ROOT, name), join(folder, name));
  const manifest = manifestOf(readJson('package.json'));
  writeJson(join(folder, 'package.json'), manifest);
  writeJson(join(folder, 'npm-shrinkwrap.json'), shrinkwrapOf(readJson('package-lock.json'), manifest));
}

const readJson = (name) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));
const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

/** The program cannot be imported, only run, so that nothing in it becomes an interface by accident. */
function manifestOf({ name, version, description, license, engines, bin, dependencies }) {
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    engines,
    bin,
    exports: { './package.json': './package.json' },
    dependencies: Object.fromEntries(
      Object.entries(dependencies).filter(([dependency]) => NOT_BUNDLED.includes(dependency)),
    ),
    publishConfig: { access: 'public', provenance: true },
  };
}

/** The part of the lock file that concerns the package, so that an installation has the versions that were tested. */
function shrinkwrapOf({ lockfileVersion, packages }, { name, version, license, engines, bin, dependencies }) {
  const locked = {};
  const include = (dependency, from) => {
    const path = pathOf(dependency, from, packages);
    if (path === undefined || locked[path] !== undefined) return;
    const { dev: _dev, devOptional: _devOptional, ...entry } = packages[path];
    locked[path] = entry;
    for (const next of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }))
      include(next, path);
  };
  for (const dependency of Object.keys(dependencies)) include(dependency, '');
  const sorted = Object.entries(locked).sort(([one], [other]) => one.localeCompare(other));
  const root = { name, version, license, bin, engines, dependencies };
  return {
    name,
    version,
    lockfileVersion,
    requires: true,
    packages: { '': root, ...Object.fromEntries(sorted) },
  };
}

/** Where Node finds a dependency of the package at `from`: in its own node_modules, or in one further up. */
function pathOf(dependency, from, packages) {
  for (let folder = from; ; folder = folder.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${dependency}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}

if (import.meta.filename === process.argv[1]) {
  const folder = join(ROOT, '.cache/package');
  await buildPackage(folder);
  console.log(folder);
}
