// Checks everything, one step after another, and goes on after a failure.
//   npm run check                        all steps
//   npm run check -- --only lint,format  some of them
import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const STEPS = [
  { name: 'types', what: 'types.ts is what schemas/ says', run: 'node scripts/generate-types.mjs --check' },
  { name: 'typecheck', what: 'the types fit', run: 'tsc -p tsconfig.tests.json' },
  { name: 'console', what: 'the types of the console fit', run: 'tsc -p console' },
  { name: 'lint', what: 'no suspicious code', run: 'oxlint --type-aware --quiet' },
  { name: 'format', what: 'formatted by prettier', run: 'prettier --check --log-level warn .' },
  { name: 'contract', what: 'openapi.yaml is sound', run: 'redocly lint openapi.yaml --format stylish' },
  { name: 'tests', what: 'the tests pass', run: 'jest', streamed: true },
  { name: 'coverage', what: 'the tests reach all of the contract', run: 'node tests/contract/coverage.mjs' },
];

const MOST_LINES_SHOWN = 300;

const ENVIRONMENT = {
  ...process.env,
  PATH: [`${ROOT}node_modules/.bin`, process.env.PATH].join(delimiter),
  // Jest loads ES modules through node:vm.
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`,
  CONTRACT_COVERAGE: '1',
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
};

const results = [];
for (const step of chosenSteps()) {
  console.log(`▸ ${step.name}: ${step.what}`);
  const { ok, seconds, output } = await run(step);
  if (!ok && !step.streamed) console.log(beginningOf(output));
  console.log(`${ok ? '✓' : '✗'} ${step.name} ${seconds.toFixed(1)} s\n`);
  results.push({ ...step, ok, seconds, output });
}
summarize(results);

function chosenSteps() {
  const { only, help } = parseArgs({
    options: { only: { type: 'string' }, help: { type: 'boolean', default: false } },
  }).values;
  if (help) {
    const steps = STEPS.map(({ name, what }) => `  ${name.padEnd(10)} ${what}`);
    console.log(`npm run check [-- --only STEP,STEP]\n\n${steps.join('\n')}`);
    process.exit();
  }
  const names = only?.split(',') ?? STEPS.map(({ name }) => name);
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(
      `No such step: ${unknown.join(', ')}. There are: ${STEPS.map(({ name }) => name).join(', ')}`,
    );
    process.exit(2);
  }
  return STEPS.filter(({ name }) => names.includes(name));
}

function run({ run: command, streamed = false }) {
  const started = performance.now();
  const [program, ...args] = command.split(' ');
  const child = spawn(program, args, { cwd: ROOT, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (streamed) process.stdout.write(text);
    });
  }
  return new Promise((resolve) => {
    const finish = (ok) => resolve({ ok, output, seconds: (performance.now() - started) / 1000 });
    child.on('error', (error) => {
      output += `${error.message}\n`;
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}

/** Enough to begin with: a tool gone wrong can say the same thing a hundred thousand times. */
function beginningOf(output) {
  const lines = output.trimEnd().split('\n');
  const more = lines.length - MOST_LINES_SHOWN;
  return more <= 0
    ? lines.join('\n')
    : [...lines.slice(0, MOST_LINES_SHOWN), `… and ${more} lines more`].join('\n');
}

function summarize(all) {
  const failed = all.filter(({ ok }) => !ok).map(({ name }) => name);
  console.log(
    all
      .map(({ ok, name, seconds }) => `${ok ? '✓' : '✗'} ${name.padEnd(10)} ${seconds.toFixed(1)} s`)
      .join('\n'),
  );
  console.log(failed.length === 0 ? 'Everything is in order.' : `Failed: ${failed.join(', ')}`);
  // Jest's own count comes last, where whoever looks at the end of a log looks for it.
  const tests = all.find(({ name }) => name === 'tests')?.output ?? '';
  const count = tests.split('\n').findLast((line) => line.startsWith('Tests:'));
  if (count !== undefined) console.log(count);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
