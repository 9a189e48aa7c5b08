import { sha256 } from '../crypto/index.ts';
import type { PlatformDb } from '../db/index.ts';
import { normalEmail } from './store.ts';

const TABLE = 'known_sources';

const BROWSER_KNOWN_FOR = 180 * 86_400_000;
const ADDRESS_KNOWN_FOR = 30 * 86_400_000;

/** The source of a sign-in attempt. */
export interface SignInOrigin {
  /** An IP address or network. */
  address: string;
  /** The app that asks for the password, for example with the password grant. */
  appId?: string | undefined;
  /** SHA-256 of the browser's token, if it has one. */
  browser?: string | undefined;
}

/** Whether the address and the browser of a sign-in attempt are known: the user has signed in from them before. */
export async function findKnownSources(
  db: PlatformDb,
  email: string,
  origin: SignInOrigin,
  now: number,
): Promise<{ address: boolean; browser: boolean }> {
  const { browser } = origin;
  const address = addressHash(origin);
  const known = (await db
    .from(TABLE)
    .join('users', 'users.id', 'known_sources.user_id')
    .where({ email: normalEmail(email) })
    .where('expires_at', '>', now)
    .whereIn('source_hash', [address, ...(browser === undefined ? [] : [browser])])
    .pluck('source_hash')) as string[];
  return { address: known.includes(address), browser: browser !== undefined && known.includes(browser) };
}

/** Marks the IP address as known for a user who has just signed in. */
export async function addKnownAddress(
  db: PlatformDb,
  userId: string,
  origin: SignInOrigin,
  now: number,
): Promise<void> {
  const source_hash = addressHash(origin);
  await addKnownSource(db, { user_id: userId, source_hash, expires_at: now + ADDRESS_KNOWN_FOR });
}

/**
 * Marks the browser as known for a user who has just signed in. The browser gets a new token, so a planted token is
 * useless; other users who have signed in with it stay known.
 */
export async function addKnownBrowser(
  db: PlatformDb,
  userId: string,
  tokens: { before: string | undefined; now: string },
  now: number,
): Promise<void> {
  if (tokens.before !== undefined)
    await db.from(TABLE).where({ source_hash: tokens.before }).update({ source_hash: tokens.now });
  await addKnownSource(db, { user_id: userId, source_hash: tokens.now, expires_at: now + BROWSER_KNOWN_FOR });
}

async function addKnownSource(
  db: PlatformDb,
  row: { user_id: string; source_hash: string; expires_at: number },
): Promise<void> {
  await db.from(TABLE).insert(row).onConflict(['user_id', 'source_hash']).merge(['expires_at']);
}

/**
 * Identifies an address. Includes the app, so that failures of an app do not affect the sign-in page at its address.
 */
export function addressKey({ address, appId }: SignInOrigin): string {
  return appId === undefined ? address : `${appId} ${address}`;
}

function addressHash(origin: SignInOrigin): string {
  return sha256(`address ${addressKey(origin)}`);
}
