import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Statements that cannot touch a folder that other processes use: file → statement → reason. */
const ALLOWED: Record<string, Record<string, string>> = {
  'scripts/build-console.mjs': {
    'cpSync(build, target, { recursive: true });':
      'copies a complete build into the new folder of the caller',
    'rmSync(list);': 'the file is in the new folder that makeOnce passes',
  },
  'scripts/build-package.mjs': {
    "cpSync(join(built, 'dist'), join(folder, 'dist'), { recursive: true });":
      'copies a complete build into the new folder that makeOnce passes',
    'cpSync(join(ROOT, name), join(folder, name), { recursive: true });':
      'copies files of the checkout into the new folder that makeOnce passes',
  },
  'scripts/build-program.mjs': {
    'rmSync(compiled, { recursive: true });': 'the folder is in the new folder that makeOnce passes',
  },
};

/** Scripts and test support that make a shared folder: in .cache, or elsewhere with makeOnce. */
const MAKERS = ['scripts', 'tests/support'].flatMap((folder) =>
  readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((file) => /(?<!\.test)\.(?:mjs|ts)$/.test(file) && !file.includes('make-once'))
    .map((file) => ({ file, text: readFileSync(ROOT + file, 'utf8') }))
    .filter(({ text }) => /['/]\.cache\b|make-once/.test(text)),
);

test('the builds and the unpacked browser are in shared folders', () => {
  expect(MAKERS.map(({ file }) => file).sort()).toEqual([
    'scripts/build-console.mjs',
    'scripts/build-package.mjs',
    'scripts/build-program.mjs',
    'tests/support/chromium.mjs',
  ]);
});

test.each(MAKERS)('$file makes its shared folder with makeOnce', ({ text }) => {
  expect(text).toContain('await makeOnce(');
});

test.each(MAKERS)(
  '$file itself removes, renames and replaces nothing in a shared folder',
  ({ file, text }) => {
    const statements = text.match(/\b(?:rm|rmdir|unlink|cp|rename|copyFile)(?:Sync)?\(.*/g) ?? [];
    expect(statements).toEqual(Object.keys(ALLOWED[file] ?? {}));
  },
);
