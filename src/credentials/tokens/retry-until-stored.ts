import { setTimeout as delay } from 'node:timers/promises';
import { translateDatabaseError } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import { describeError, type Log } from '../../system/log.ts';

/** Milliseconds between attempts, which grow but stay short, to be early when the database is back. */
const PAUSE = 250;
const MAX_PAUSE = 2_000;

/**
 * Retries a transaction until the database is available.
 * @param ending aborted when the process must end; then the transaction's error is thrown
 */
export async function retryUntilStored<T>(
  transaction: () => Promise<T>,
  log: Log,
  ending: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      const unavailable = translateDatabaseError(error) instanceof AppError;
      if (!unavailable || ending.aborted) throw error;
      if (attempt === 1)
        log.warn({ err: describeError(error) }, 'could not store the result of a refresh; retrying');
      const pause = Math.min(MAX_PAUSE, PAUSE * attempt);
      await delay(pause, undefined, { signal: ending }).catch(() => undefined);
    }
  }
}
