// Breaks one rule at a time and checks that its test file fails.
//   npm run mutants                     all mutants, one per core at a time
//   npm run mutants -- --only sign-in   only those whose rule, file or suite contains the text
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LISTS = join(ROOT, 'tests/mutants');
const JEST = join(ROOT, 'node_modules/jest/bin/jest.js');

/**
 * A break of one rule, in one place.
 * @typedef {object} Mutant
 * @property {string} rule the broken rule, as a sentence
 * @property {string} file the source file, in TypeScript: others are not loaded by the tests' loader, which applies it
 * @property {string} from a text that occurs in the file exactly once
 * @property {string} to its replacement
 * @property {string} suite the test file that must fail
 */

const { only = '', help } = parseArgs({
  options: { only: { type: 'string' }, help: { type: 'boolean', default: false } },
}).values;
if (help) {
  console.log(
    'npm run mutants [-- --only TEXT]\n\nBreaks one rule at a time and checks that its tests fail.',
  );
  process.exit();
}

const mutants = (await readLists()).filter(({ rule, file, suite }) =>
  `${rule} ${file} ${suite}`.includes(only),
);
const stale = mutants.filter(({ file, from }) => !file.endsWith('.ts') || occurrences(file, from) !== 1);
for (const { rule, file } of stale)
  console.error(`✗ ${rule}: its text must occur exactly once in ${file}, a .ts file`);
const left = mutants.filter((mutant) => !stale.includes(mutant));
let alive = 0;
await Promise.all(Array.from({ length: availableParallelism() }, tryNext));
console.log(`${mutants.length} mutants: ${alive} alive, ${stale.length} stale`);
process.exitCode = alive + stale.length > 0 || mutants.length === 0 ? 1 : 0;

async function tryNext() {
  for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift())
    if (!(await isKilled(mutant))) alive += 1;
}

/** @returns {Promise<Mutant[]>} */
async function readLists() {
  const lists = await Promise.all(readdirSync(LISTS).map((name) => import(join(LISTS, name))));
  return lists.flatMap((list) => list.default);
}

function occurrences(file, text) {
  return readFileSync(join(ROOT, file), 'utf8').split(text).length - 1;
}

/** @param {Mutant} mutant */
async function isKilled({ rule, file, from, to, suite }) {
  const project = suite.endsWith('.db.test.ts') ? 'sqlite' : 'unit';
  const args = [JEST, '--selectProjects', project, '--maxWorkers=1', '--json', '--silent', '--', suite];
  const stdout = await outputOf(args, {
    cwd: ROOT,
    maxBuffer: 1 << 28,
    // The tests' loader applies the mutant, so no file is changed.
    env: { ...process.env, MUTANT: JSON.stringify({ file, from, to }) },
  });
  const { numFailedTests, numTotalTests } = JSON.parse(stdout.slice(stdout.indexOf('{')));
  // If no test ran, the suite failed to load and tested nothing.
  const verdict = numTotalTests === 0 ? 'no test ran' : numFailedTests === 0 ? 'alive' : 'killed';
  console.log(`${verdict === 'killed' ? '✓' : '✗'} ${verdict}: ${rule} (${suite})`);
  return verdict === 'killed';
}

/** The output of a Node process, which exits with 1 if a test fails. */
function outputOf(args, options) {
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (_error, stdout) => resolve(stdout));
  });
}
