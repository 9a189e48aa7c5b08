import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { createFairQueue, QueueTimeoutError } from '../system/fair-queue.ts';

/** OWASP's scrypt parameters for when 128 MiB per check would be too much: 32 MiB, three passes. */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const LENGTH = 32;
const SALT_LENGTH = 16;

/**
 * Each check uses a core for a tenth of a second, and 32 MiB. Waiting checks have a queue per source, so that a client
 * that sends a thousand requests does not keep everyone else from signing in.
 */
const queue = createFairQueue({ concurrency: 2, timeout: 30_000, maxQueued: 60 });

/** More passwords are queued than the machine can check in time. */
export class PasswordQueueFull extends Error {
  override readonly name = 'PasswordQueueFull';
}

/**
 * Runs `work` when it is its turn among the password checks.
 * @param queueKey where the request comes from
 * @throws PasswordQueueFull
 */
export async function queuePasswordCheck<T>(queueKey: string, work: () => Promise<T>): Promise<T> {
  return queue(queueKey, work).catch((error: unknown) => {
    throw error instanceof QueueTimeoutError ? new PasswordQueueFull() : error;
  });
}

/** Returns `scrypt$N$r$p$salt$hash`, salt and hash in base64. Call it through queuePasswordCheck. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_LENGTH);
  const hash = await derive(password, salt, LENGTH, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/**
 * Whether the password matches the stored hash. Without a hash it takes just as long and returns false, so that the
 * timing does not reveal which accounts exist or have a password. Call it through queuePasswordCheck.
 */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = (stored ?? DUMMY_HASH).split('$');
  const expected = Buffer.from(hash, 'base64');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, 'base64'), expected.length, cost);
  return timingSafeEqual(derived, expected) && stored !== null;
}

const DUMMY_HASH = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}==$${'A'.repeat(43)}=`;

async function derive(password: string, salt: Buffer, length: number, cost: ScryptOptions): Promise<Buffer> {
  // NFC, so that the same characters typed on another keyboard are the same password (RFC 8265, 4.2).
  const text = password.normalize('NFC');
  return new Promise((resolve, reject) => {
    scrypt(text, salt, length, { ...cost, maxmem: 64 * 1024 * 1024 }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
