import { NotStartedError, runTurn } from '../../src/expressions/turn.ts';

/** A task whose evaluation runs `code` instead of an expression. */
const taskOf = (code: string) => ({
  library: `module.exports = () => ({ evaluate: async () => { ${code}; return "done"; } })`,
  expression: '',
  result: 'scalar' as const,
});
const WAITS_300_MS = taskOf('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)');
const NEVER_ENDS = taskOf('for (;;);');

test('an evaluation that a busy machine holds up is not slow: only its CPU time counts', async () => {
  const turn = await runTurn(WAITS_300_MS, ['{}'], 'short');
  expect(turn).toMatchObject({ result: [{ kind: 'text', text: 'done' }], slow: false });
  expect(turn.milliseconds).toBeLessThan(300);
});

test('an evaluation that uses up a short turn is slow, and has no outcome yet', async () => {
  expect(await runTurn(NEVER_ENDS, ['{}', '{}'], 'short')).toMatchObject({ result: [], slow: true });
});

test('an evaluation that uses up a full turn is too slow', async () => {
  const turn = await runTurn(NEVER_ENDS, ['{}', '{}'], 'full');
  expect(turn).toMatchObject({ result: [{ kind: 'slow' }], slow: true });
});

test('a process that ends before it evaluates anything is not blamed on the expression', async () => {
  const task = { library: 'throw new Error()', expression: '', result: 'scalar' as const };
  await expect(runTurn(task, ['{}'], 'short')).rejects.toThrow(NotStartedError);
});
