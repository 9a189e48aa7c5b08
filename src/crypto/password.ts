import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** OWASP's advice for scrypt where 128 MiB for each check would be too much: 32 MiB, three times over. */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const LENGTH = 32;
const SALT_LENGTH = 16;

/** As many checks as run at once: each takes a core for a tenth of a second, and 32 MiB. */
const CONCURRENT = 2;
/** As many as wait for their turn. */
const MOST_WAITING = 40;

let running = 0;
const waiting: (() => void)[] = [];

/** More people sign in at once than the machine can check. */
export class PasswordQueueFull extends Error {
  override readonly name = 'PasswordQueueFull';
}

/** `scrypt$N$r$p$salt$hash`, the last two in base64. @throws PasswordQueueFull */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_LENGTH);
  const hash = await derive(password, salt, LENGTH, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/**
 * Whether a password is the one that was hashed. Without a hash it takes as long, and is never right: nobody can
 * tell from the time who has a password, or exists. @throws PasswordQueueFull
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
  await turn();
  try {
    // NFC, so that the same characters typed on another keyboard are the same password (RFC 8265, 4.2).
    const text = password.normalize('NFC');
    return await new Promise((resolve, reject) => {
      scrypt(text, salt, length, { ...cost, maxmem: 64 * 1024 * 1024 }, (error, key) =>
        error === null ? resolve(key) : reject(error),
      );
    });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

async function turn(): Promise<void> {
  if (running >= CONCURRENT) {
    if (waiting.length >= MOST_WAITING) throw new PasswordQueueFull();
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
}
