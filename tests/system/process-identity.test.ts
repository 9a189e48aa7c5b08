import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isGone, stateOf, thisProcess } from '../../src/system/process-identity.ts';

const [place, , began] = thisProcess().split('/') as [string, string, string];

test('this process is alive', () => {
  expect(stateOf(thisProcess())).toBe('alive');
  expect(isGone(thisProcess())).toBe(false);
});

test('a process is gone if another process has its pid now', () => {
  expect(stateOf(`${place}/${process.pid}/${Number(began) - 1}`)).toBe('gone');
});

test('a process that has ended is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const { pid } = child;
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(stateOf(`${place}/${pid}/1`)).toBe('gone');
});

test('the state of a process on another machine, or in another namespace, is unknown', () => {
  expect(stateOf(`another.${place}/${process.pid}/${began}`)).toBe('unknown');
  expect(stateOf('nonsense')).toBe('unknown');
  expect(isGone(`another.${place}/1/1`)).toBe(false);
});
