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
  const manifest = manifestOf(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

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

if (import.meta.filename === process.argv[1]) {
  const folder = join(ROOT, '.cache/package');
  await buildPackage(folder);
  console.log(folder);
}
