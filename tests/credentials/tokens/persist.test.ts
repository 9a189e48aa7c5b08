import { persist } from '../../../src/credentials/tokens/persist.ts';
import { createLog } from '../../../src/system/log.ts';

const log = createLog('silent');
const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** A transaction that fails so many times, and how often it ran. */
function failing(times: number, error: Error) {
  const ran = { count: 0 };
  const transaction = async (): Promise<string> => {
    ran.count += 1;
    if (ran.count <= times) throw error;
    return 'stored';
  };
  return { ran, transaction };
}

test('a provider’s answer is stored as soon as the database is back', async () => {
  const { ran, transaction } = failing(2, away);
  expect(await persist(transaction, log, new AbortController().signal)).toBe('stored');
  expect(ran.count).toBe(3);
});

test('an error that is not the database’s absence is thrown at once', async () => {
  const { ran, transaction } = failing(1, new Error('a fault of our own'));
  await expect(persist(transaction, log, new AbortController().signal)).rejects.toThrow('a fault of our own');
  expect(ran.count).toBe(1);
});

test('nothing is retried when the process must end', async () => {
  const ending = new AbortController();
  const { ran, transaction } = failing(Infinity, away);
  const stored = persist(transaction, log, ending.signal);
  ending.abort();
  await expect(stored).rejects.toBe(away);
  expect(ran.count).toBeLessThanOrEqual(2);
});
