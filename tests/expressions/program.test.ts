import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram } from '../support/program.ts';

const PROGRAM = fileURLToPath(new URL('../../src/expressions/program.mjs', import.meta.url));
const library = readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8');

interface Limits {
  milliseconds?: number;
  cpu?: number;
  bytes?: number;
}

/** Runs the program as a process whose parent does not watch it. */
function run(expression: string, inputs: unknown[] = [{}], more: Limits & { library?: string } = {}) {
  const limits = { milliseconds: 20_000, cpu: 20_000, bytes: 1e9, maxJson: 1000 };
  const task = { library, expression, result: 'scalar', ...limits, ...more };
  return start(`${[task, ...inputs.map((input) => JSON.stringify(input))].map(lineOf).join('')}`);
}

const lineOf = (value: unknown) => `${JSON.stringify(value)}\n`;

/** @returns how it ended, and what it wrote, with each CPU time as `used n` */
function start(input: string, program = PROGRAM) {
  const { stdout, ...end } = spawnSync(process.execPath, [program], { input, env: {}, encoding: 'utf8' });
  return { ...end, stdout: stdout.replace(/^used \d.*$/gm, 'used n') };
}

const ENDLESS = '($f := function(){ $f() }; $f())';

test('the program reports that it has started, and then the outcome', () => {
  expect(run('"a" & 1')).toMatchObject({
    stdout: 'started\nused n\n{"kind":"text","text":"a1","length":2}\n',
    stderr: '',
    status: 0,
  });
});

test('the built program works the same', () => {
  const task = {
    library,
    expression: 'n',
    result: 'value',
    milliseconds: 20_000,
    cpu: 20_000,
    bytes: 1e9,
    maxJson: 1000,
  };
  const built = join(dirname(buildProgram()), '../expressions/program.mjs');
  expect(start(`${lineOf(task)}${lineOf('{"n":[1]}')}`, built).stdout).toBe(
    'started\nused n\n{"kind":"value","json":"[1]"}\n',
  );
});

test('the program ends by itself at its time limit, even if its parent does not end it', () => {
  const started = performance.now();
  expect(run(ENDLESS, [{}, {}], { milliseconds: 50 })).toMatchObject({
    stdout: 'started\nused n\n{"kind":"slow"}\n',
    status: 0,
  });
  expect(performance.now() - started).toBeLessThan(4000);
});

test('the program is killed as soon as it exceeds its memory limit', () => {
  expect(run('$length($pad("x", 1e8)) > 0 ? "done"', [{}], { bytes: 1 })).toMatchObject({
    status: null,
    signal: 'SIGKILL',
  });
});

test('the program is terminated as soon as one evaluation exceeds its CPU time, and only then', () => {
  expect(run(ENDLESS, [{}], { cpu: 50 })).toMatchObject({
    stdout: 'started\n',
    status: null,
    signal: 'SIGALRM',
  });
  // Many evaluations together may take longer.
  const { stdout, status } = run('$sum([1..20000])', Array<object>(10).fill({}), { cpu: 400 });
  expect(stdout.match(/"kind":"number"/g)).toHaveLength(10);
  expect(status).toBe(0);
});

test('the program evaluates one input after another and reports each', () => {
  expect(run('n & "\u2028"', [{ n: 'a\nb' }, {}, { n: 3 }]).stdout.split('\n')).toEqual([
    'started',
    'used n',
    '{"kind":"text","text":"a\\nb\u2028","length":4}',
    'started',
    'used n',
    '{"kind":"text","text":"\u2028","length":1}',
    'started',
    'used n',
    '{"kind":"text","text":"3\u2028","length":2}',
    '',
  ]);
});

test('an evaluation is finished even if the signals that end the server reach its process', async () => {
  const wait = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)';
  const waiting = `module.exports = () => ({ evaluate: async () => { ${wait}; return "done"; } })`;
  const limits = { milliseconds: 20_000, cpu: 20_000, bytes: 1e9, maxJson: 1000 };
  const child = spawn(process.execPath, [PROGRAM], { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (written === '') for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) child.kill(signal);
    written += text;
  });
  const task = { library: waiting, expression: '', result: 'scalar', ...limits };
  child.stdin.end(lineOf(task) + lineOf('{}'));
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(written).toContain('"text":"done"');
});

test.each([
  ['a truncated task', '{"library":"'],
  ['a task without its line break', lineOf({ library, expression: '1', bytes: 1e9 }).trimEnd()],
])('%s is not started', (_what, input) => {
  const { stdout, status } = start(input);
  expect(stdout).toBe('');
  expect(status).toBe(1);
});

test('a truncated input is not evaluated', () => {
  const task = lineOf({ library, expression: '1', milliseconds: 1000, cpu: 1000, bytes: 1e9 });
  expect(start(`${task}"{}"\n"{}"`).stdout).toBe(
    'started\nused n\n{"kind":"number","text":"1","exact":true}\n',
  );
});

describe('the context of an expression', () => {
  const see = (code: string, inputs: unknown[] = [{}]) => {
    const spying = `module.exports = () => ({ evaluate: async (input) => String(${code}) })`;
    return run('', inputs, { library: spying }).stdout;
  };

  test('has neither Node nor a way to create code', () => {
    expect(see('[typeof process, typeof require, typeof Buffer, typeof fetch, typeof setTimeout]')).toContain(
      '"undefined,undefined,undefined,undefined,undefined"',
    );
    expect(see('(() => { try { return Function("return 1")() } catch (e) { return e.name } })()')).toContain(
      'EvalError',
    );
    expect(see('globalThis.constructor.constructor === Function')).toContain('"true"');
  });

  test('keeps nothing from the previous input', () => {
    const code =
      '[globalThis.left, {}.left, Math.left].join() + (globalThis.left = Object.prototype.left = Math.left = input.n)';
    expect(see(code, [{ n: 'one' }, { n: 'two' }]).match(/"text":"[^"]*"/g)).toEqual([
      '"text":",,one"',
      '"text":",,two"',
    ]);
  });
});
