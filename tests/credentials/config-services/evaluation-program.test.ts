import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { EVALUATION_PROGRAM } from '../../../src/credentials/config-services/evaluation-program.ts';

const library = readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8');

/** The program as a process whose parent does nothing. */
function run(expression: string, limits: { milliseconds?: number; bytes?: number } = {}) {
  const task = { library, expression, input: '{}', milliseconds: 20_000, bytes: 1e9, ...limits };
  const input = JSON.stringify(task);
  return spawnSync(process.execPath, ['-e', EVALUATION_PROGRAM], { input, env: {}, encoding: 'utf8' });
}

const FOR_EVER = '($f := function(){ $f() }; $f())';

test('tells that it begins, and then the outcome', () => {
  expect(run('"a" & 1')).toMatchObject({
    stdout: 'begun\n{"kind":"text","text":"a1","length":2}',
    stderr: '',
    status: 0,
  });
});

test('ends by itself when its time is over, should nobody be there to end it', () => {
  const begun = performance.now();
  expect(run(FOR_EVER, { milliseconds: 50 })).toMatchObject({
    stdout: 'begun\n{"kind":"slow"}',
    status: 0,
  });
  expect(performance.now() - begun).toBeLessThan(4000);
});

test('ends at once when it takes more memory than it may', () => {
  expect(run('$length($pad("x", 1e8)) > 0 ? "done"', { bytes: 1 })).toMatchObject({
    status: null,
    signal: 'SIGKILL',
  });
});

test('a task that was cut off is not begun', () => {
  const { stdout, status } = spawnSync(process.execPath, ['-e', EVALUATION_PROGRAM], {
    input: '{"library":"',
    env: {},
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).not.toBe(0);
});

test('in its context there is neither Node nor a way to make code', () => {
  const spying = (code: string) => `module.exports = () => ({ evaluate: async () => String(${code}) })`;
  const see = (code: string) =>
    spawnSync(process.execPath, ['-e', EVALUATION_PROGRAM], {
      input: JSON.stringify({
        library: spying(code),
        expression: '',
        input: '{}',
        milliseconds: 1000,
        bytes: 1e9,
      }),
      env: {},
      encoding: 'utf8',
    }).stdout;
  expect(see('[typeof process, typeof require, typeof Buffer, typeof fetch, typeof setTimeout]')).toContain(
    '"undefined,undefined,undefined,undefined,undefined"',
  );
  expect(see('(() => { try { return Function("return 1")() } catch (e) { return e.name } })()')).toContain(
    'EvalError',
  );
  expect(see('globalThis.constructor.constructor === Function')).toContain('"true"');
});
