import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import { createFairQueue, QueueTimeoutError } from '../system/fair-queue.ts';

const require = createRequire(import.meta.url);
/** One check at a time. The others queue by where they come from, so that one user does not hold up everyone else. */
const queue = createFairQueue({ concurrency: 1, timeout: 10_000, maxQueued: 8 });
const TIME_LIMIT = 15_000;

/** zxcvbn takes quadratic time, so only the first and last characters of long passwords are checked. */
const MAX_PART_LENGTH = 64;

/**
 * Runs in a worker thread that exits after each check. Loading the word lists takes a second and 70 MB, and a check can
 * take another second, but passwords are rarely set.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { ZxcvbnFactory } = require(workerData.core);
const common = require(workerData.common);
const english = require(workerData.english);
const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
});
const results = workerData.parts.map((part) => zxcvbn.check(part, workerData.words));
const best = results.reduce((one, other) => (other.guessesLog10 > one.guessesLog10 ? other : one));
parentPort.postMessage({
  guessesLog10: best.guessesLog10,
  personal: best.sequence.some((match) => match.dictionaryName === 'userInputs'),
});
`;

export interface Strength {
  /** Estimated number of guesses for an attacker who knows `words`, as a power of ten. */
  guessesLog10: number;
  /** Whether the password contains one of the words, also in variant spellings. */
  personal: boolean;
}

/**
 * Estimates how hard a password is to guess.
 * @param words words related to the user
 * @param queueKey where the request comes from
 * @throws AppError overloaded
 */
export async function strengthOf(
  password: string,
  words: readonly string[],
  queueKey: string,
): Promise<Strength> {
  try {
    return await queue(queueKey, () => check(partsOf(password.normalize('NFC')), words));
  } catch (error) {
    if (!(error instanceof QueueTimeoutError)) throw error;
    throw new AppError(
      'overloaded',
      'Too many passwords are being set right now. Try again in a few seconds.',
      {
        retryAfter: 5,
      },
    );
  }
}

function partsOf(password: string): string[] {
  if (password.length <= MAX_PART_LENGTH) return [password];
  return [password.slice(0, MAX_PART_LENGTH), password.slice(-MAX_PART_LENGTH)];
}

function check(parts: string[], words: readonly string[]): Promise<Strength> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(PROGRAM, {
      eval: true,
      env: {},
      workerData: {
        core: require.resolve('@zxcvbn-ts/core'),
        common: require.resolve('@zxcvbn-ts/language-common'),
        english: require.resolve('@zxcvbn-ts/language-en'),
        parts,
        words,
      },
    });
    const timer = setTimeout(() => void worker.terminate(), TIME_LIMIT);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      // No effect if the promise has been resolved.
      reject(new QueueTimeoutError());
    });
  });
}
