// Runs all checks in order and continues after a failure.
//   npm run check                        all steps
//   npm run check -- --only lint,format  only these steps
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const STEPS = [
  {
    name: 'types',
    what: 'request documents and types match schemas/',
    run: 'node scripts/generate-types.mjs --check',
  },
  {
    name: 'fresh',
    what: 'openapi.yaml matches the routes, contract/ and schemas/, and docs/senders/ matches seeds/senders/',
    run: 'node scripts/generate-contract.mjs --check',
  },
  { name: 'typecheck', what: 'the server and tests type-check', run: 'tsc -p tsconfig.tests.json' },
  { name: 'console', what: 'the console type-checks', run: 'tsc -p console' },
  { name: 'lint', what: 'no suspicious code', run: 'oxlint --type-aware --quiet' },
  { name: 'layers', what: 'imports respect the module layers', run: 'depcruise --output-type err-long src' },
  { name: 'dead', what: 'no unused files, exports or dependencies', run: 'knip --no-progress' },
  {
    name: 'packages',
    what: 'licenses and security advisories of shipped packages',
    run: 'node scripts/check-packages.mjs',
  },
  { name: 'format', what: 'formatted with Prettier', run: 'prettier --check --log-level warn .' },
  { name: 'contract', what: 'openapi.yaml is valid', run: 'redocly lint openapi.yaml --format stylish' },
  // Not at the same time, because timing-sensitive tests would fail next to a browser, and both would take longer.
  {
    name: 'tests',
    what: 'the tests pass',
    run: 'jest --selectProjects unit sqlite postgres',
    streamed: true,
  },
  {
    name: 'browser',
    what: 'the tests in a browser pass',
    run: 'jest --selectProjects browser',
    streamed: true,
  },
  { name: 'coverage', what: 'the tests cover the whole contract', run: 'node tests/contract/coverage.mjs' },
];

const MAX_LINES_SHOWN = 300;

const ENVIRONMENT = {
  ...process.env,
  PATH: [`${ROOT}node_modules/.bin`, process.env.PATH].join(delimiter),
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
};

const steps = chosenSteps();
const results = [];
// Each run has its own folder, because two can run in one checkout at the same time.
ENVIRONMENT.CONTRACT_COVERAGE_DIR = mkdtempSync(join(tmpdir(), 'contract-coverage-'));
for (const step of steps) {
  console.log(`▸ ${step.name}: ${step.what}`);
  const { ok, seconds, output } = await run(step);
  if (!ok && !step.streamed) console.log(firstLines(output));
  console.log(`${ok ? '✓' : '✗'} ${step.name} ${seconds.toFixed(1)} s\n`);
  results.push({ ...step, ok, seconds, output });
}
rmSync(ENVIRONMENT.CONTRACT_COVERAGE_DIR, { recursive: true, force: true });
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
    console.error(`Unknown step: ${unknown.join(', ')}. Steps: ${STEPS.map(({ name }) => name).join(', ')}`);
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

/** Limits the output, because a broken tool can print the same line a hundred thousand times. */
function firstLines(output) {
  const lines = output.trimEnd().split('\n');
  const more = lines.length - MAX_LINES_SHOWN;
  return more <= 0
    ? lines.join('\n')
    : [...lines.slice(0, MAX_LINES_SHOWN), `… and ${more} more lines`].join('\n');
}

function summarize(all) {
  const failed = all.filter(({ ok }) => !ok).map(({ name }) => name);
  console.log(
    all
      .map(({ ok, name, seconds }) => `${ok ? '✓' : '✗'} ${name.padEnd(10)} ${seconds.toFixed(1)} s`)
      .join('\n'),
  );
  console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}`);
  // Test counts come last, because people look for them at the end of the log.
  const counts = new Map();
  for (const [, tests] of all.flatMap(({ output }) => [...output.matchAll(/^Tests: +(.*)$/gm)])) {
    for (const [, count, kind] of tests.matchAll(/(\d+) (\w+)/g))
      counts.set(kind, (counts.get(kind) ?? 0) + Number(count));
  }
  if (counts.size > 0)
    console.log(`Tests: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
