import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { EVALUATION_PROGRAM } from '../../src/expressions/program.ts';

const library = readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8');

interface Limits {
  milliseconds?: number;
  bytes?: number;
}

/** The program as a process whose parent does nothing. */
function run(expression: string, inputs: unknown[] = [{}], more: Limits & { library?: string } = {}) {
  const limits = { milliseconds: 20_000, bytes: 1e9, mostJson: 1000 };
  const task = { library, expression, result: 'scalar', ...limits, ...more };
  return start(`${[task, ...inputs.map((input) => JSON.stringify(input))].map(lineOf).join('')}`);
}

const lineOf = (value: unknown) => `${JSON.stringify(value)}\n`;

function start(input: string) {
  return spawnSync(process.execPath, ['-e', EVALUATION_PROGRAM], { input, env: {}, encoding: 'utf8' });
}

const FOR_EVER = '($f := function(){ $f() }; $f())';

test('tells that it begins, and then the outcome', () => {
  expect(run('"a" & 1')).toMatchObject({
    stdout: 'begun\n{"kind":"text","text":"a1","length":2}\n',
    stderr: '',
    status: 0,
  });
});

test('ends by itself when its time is over, should nobody be there to end it', () => {
  const begun = performance.now();
  expect(run(FOR_EVER, [{}, {}], { milliseconds: 50 })).toMatchObject({
    stdout: 'begun\n{"kind":"slow"}\n',
    status: 0,
  });
  expect(performance.now() - begun).toBeLessThan(4000);
});

test('ends at once when it takes more memory than it may', () => {
  expect(run('$length($pad("x", 1e8)) > 0 ? "done"', [{}], { bytes: 1 })).toMatchObject({
    status: null,
    signal: 'SIGKILL',
  });
});

test('takes one input after another, and tells of each', () => {
  expect(run('n & "\u2028"', [{ n: 'a\nb' }, {}, { n: 3 }]).stdout.split('\n')).toEqual([
    'begun',
    '{"kind":"text","text":"a\\nb\u2028","length":4}',
    'begun',
    '{"kind":"text","text":"\u2028","length":1}',
    'begun',
    '{"kind":"text","text":"3\u2028","length":2}',
    '',
  ]);
});

test.each([
  ['a task', '{"library":"'],
  ['a task without its line’s end', lineOf({ library, expression: '1', bytes: 1e9 }).trimEnd()],
])('%s that was cut off is not begun', (_what, input) => {
  const { stdout, status } = start(input);
  expect(stdout).toBe('');
  expect(status).toBe(1);
});

test('an input that was cut off is not begun', () => {
  const task = lineOf({ library, expression: '1', milliseconds: 1000, bytes: 1e9 });
  expect(start(`${task}"{}"\n"{}"`).stdout).toBe('begun\n{"kind":"number","text":"1","exact":true}\n');
});

describe('in its context', () => {
  const see = (code: string, inputs: unknown[] = [{}]) => {
    const spying = `module.exports = () => ({ evaluate: async (input) => String(${code}) })`;
    return run('', inputs, { library: spying }).stdout;
  };

  test('there is neither Node nor a way to make code', () => {
    expect(see('[typeof process, typeof require, typeof Buffer, typeof fetch, typeof setTimeout]')).toContain(
      '"undefined,undefined,undefined,undefined,undefined"',
    );
    expect(see('(() => { try { return Function("return 1")() } catch (e) { return e.name } })()')).toContain(
      'EvalError',
    );
    expect(see('globalThis.constructor.constructor === Function')).toContain('"true"');
  });

  test('there is nothing of the input before it, whatever was left behind', () => {
    const code =
      '[globalThis.left, {}.left, Math.left].join() + (globalThis.left = Object.prototype.left = Math.left = input.n)';
    expect(see(code, [{ n: 'one' }, { n: 'two' }]).match(/"text":"[^"]*"/g)).toEqual([
      '"text":",,one"',
      '"text":",,two"',
    ]);
  });
});
