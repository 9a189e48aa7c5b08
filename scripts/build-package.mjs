// Puts together the package that is published: the built program, and what it reads, with only the dependencies that
// are not in its bundles.
//   npm run package   builds it and prints its folder, ready for `npm pack` or `npm publish`
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOT_BUNDLED } from './build-packages.mjs';
import { buildProgram, programFolder, READ, SOURCES } from './build-program.mjs';
import { makeOnce } from './make-once.mjs';
import { hashOf, ROOT } from './sources.mjs';

const PLACE = join(ROOT, '.cache/package');
/** The package's own folder, because the folder around it also has the list of its files. */
const NAME = 'valetkey';

/** What the package contains besides the program and the files that it reads. */
const DOCUMENTS = ['README.md', 'CHANGELOG.md', 'LICENSE'];

/** @returns {Promise<string>} its folder @throws {Error} if the sources do not compile */
async function buildPackage() {
  await makeOnce(PLACE, hashOf([...SOURCES, ...READ, ...DOCUMENTS]), (fresh) => fill(join(fresh, NAME)));
  return join(PLACE, NAME);
}

async function fill(folder) {
  const built = programFolder();
  await buildProgram(built);
  mkdirSync(folder);
  cpSync(join(built, 'dist'), join(folder, 'dist'), { recursive: true });
  for (const name of [...READ, ...DOCUMENTS])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
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

console.log(await buildPackage());
