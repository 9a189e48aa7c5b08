import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { createGate, GateError } from '../system/gate.ts';

/** OWASP's advice for scrypt where 128 MiB for each check would be too much: 32 MiB, three times over. */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const LENGTH = 32;
const SALT_LENGTH = 16;

/**
 * As many checks run at once: each takes a core for a tenth of a second, and 32 MiB. The others wait in lanes, by
 * whom they come from, so that one who sends a thousand does not keep the rest of the world from signing in.
 */
const gate = createGate({ places: 2, patience: 10_000, mostWaiting: 20 });

/** More passwords wait than the machine can check in time. */
export class PasswordQueueFull extends Error {
  override readonly name = 'PasswordQueueFull';
}

/** Waits for a place among the checks. @param lane whom it comes from @throws PasswordQueueFull */
export async function inTurn<T>(lane: string, work: () => Promise<T>): Promise<T> {
  return gate(lane, work).catch((error: unknown) => {
    throw error instanceof GateError ? new PasswordQueueFull() : error;
  });
}

/** `scrypt$N$r$p$salt$hash`, the last two in base64. To be called in turn. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_LENGTH);
  const hash = await derive(password, salt, LENGTH, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/**
 * Whether a password is the one that was hashed. Without a hash it takes as long, and is never right: nobody can
 * tell from the time who has a password, or exists. To be called in turn.
 */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = (stored ?? NOBODYS).split('$');
  const expected = Buffer.from(hash, 'base64');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, 'base64'), expected.length, cost);
  return timingSafeEqual(derived, expected) && stored !== null;
}

const NOBODYS = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}==$${'A'.repeat(43)}=`;

async function derive(password: string, salt: Buffer, length: number, cost: ScryptOptions): Promise<Buffer> {
  // NFC, so that the same characters typed on another keyboard are the same password (RFC 8265, 4.2).
  const text = password.normalize('NFC');
  return new Promise((resolve, reject) => {
    scrypt(text, salt, length, { ...cost, maxmem: 64 * 1024 * 1024 }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
