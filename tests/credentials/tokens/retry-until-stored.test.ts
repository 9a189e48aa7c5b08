import { retryUntilStored } from '../../../src/credentials/tokens/retry-until-stored.ts';
import { createLog } from '../../../src/system/log.ts';

const log = createLog('silent');
const unreachable = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** A transaction that fails the given number of times, and a count of its runs. */
function failing(times: number, error: Error) {
  const ran = { count: 0 };
  const transaction = async (): Promise<string> => {
    ran.count += 1;
    if (ran.count <= times) throw error;
    return 'stored';
  };
  return { ran, transaction };
}

test('a provider’s response is stored as soon as the database is back', async () => {
  const { ran, transaction } = failing(2, unreachable);
  expect(await retryUntilStored(transaction, log, new AbortController().signal)).toBe('stored');
  expect(ran.count).toBe(3);
});

test('an error other than an unreachable database is thrown immediately', async () => {
  const { ran, transaction } = failing(1, new Error('a fault of our own'));
  await expect(retryUntilStored(transaction, log, new AbortController().signal)).rejects.toThrow(
    'a fault of our own',
  );
  expect(ran.count).toBe(1);
});

test('nothing is retried during shutdown', async () => {
  const shutdown = new AbortController();
  const { ran, transaction } = failing(Infinity, unreachable);
  const stored = retryUntilStored(transaction, log, shutdown.signal);
  shutdown.abort();
  await expect(stored).rejects.toBe(unreachable);
  expect(ran.count).toBeLessThanOrEqual(2);
});
