import type { PlatformDb, TenantDb } from '../db/index.ts';
import type { ConnectionReason } from '../schema/index.ts';
import type { KeptReason, Reason } from './reasons.ts';

const TABLE = 'connection_attempts';

/** The version of an attempt whose `state` has come back, and that has not ended yet. */
export const USED_UP = 2;

/** So long the browser may take. */
export const ATTEMPT_LIFE = 15 * 60_000;
/** So long one can still ask how it went. */
const KEPT = 7 * 86_400_000;

/** One attempt to connect an account: the way from the first request to the tokens, or to a reason why not. */
export interface Attempt {
  tenant_id: string;
  id: string;
  credential_id: string;
  /** The credential as it was: a code is not redeemed at an address that was entered since. */
  credential_version: number;
  state: 'pending' | 'connected' | 'failed';
  reason: string | null;
  /** null where there is no reason, and of one that is older than its code. */
  reason_code: ConnectionReason | null;
  /** SHA-256 of the `state` parameter; null where no browser takes part. */
  state_hash: string | null;
  /** Sealed. */
  code_verifier: string | null;
  redirect_uri: string | null;
  return_url: string | null;
  expires_at: number;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  /** Only in the answer that made it. */
  authorization_url?: string;
}

export async function insertAttempt(
  db: TenantDb,
  { authorization_url: _, ...attempt }: Attempt,
): Promise<void> {
  await db.insert(TABLE, attempt);
}

export async function findAttempt(
  db: TenantDb,
  credentialId: string,
  id: string,
): Promise<Attempt | undefined> {
  return (await db.from(TABLE).where({ credential_id: credentialId, id }).first()) as Attempt | undefined;
}

/** The attempt that a browser comes back with, of whatever tenant. */
export async function findByState(db: PlatformDb, stateHash: string): Promise<Attempt | undefined> {
  return (await db.sql(TABLE).where({ state_hash: stateHash }).first()) as Attempt | undefined;
}

/**
 * Uses an attempt up. It is noted as failed from here on, so that it reads honestly if the process ends before it
 * is known to have succeeded. @returns false when somebody else has used it
 */
export async function useUp(db: TenantDb, { id }: Attempt, now: number): Promise<boolean> {
  const reason: Reason = { text: 'Connecting was interrupted.', code: 'internal_error' };
  const change = { state: 'failed', ...columnsOf(reason), updated_at: now, version: USED_UP };
  return (await db.from(TABLE).where({ id, state: 'pending', version: 1 }).update(change)) === 1;
}

/** @returns false when it has ended already */
export async function endAttempt(
  db: TenantDb,
  { id, version }: Attempt,
  end: { state: 'connected' | 'failed'; reason: Reason | null; now: number },
): Promise<boolean> {
  const { state, reason, now } = end;
  const ended: number = await db
    .from(TABLE)
    .where({ id, version })
    .update({ state, ...columnsOf(reason), updated_at: now, version: version + 2 });
  return ended > 0;
}

/** Forgets attempts that nobody asks about any more. @returns how many */
export async function forgetAttempts(db: PlatformDb, now: number, atOnce: number): Promise<number> {
  const old = (await db
    .sql(TABLE)
    .where('expires_at', '<', now - KEPT)
    .limit(atOnce)
    .select('tenant_id', 'id')) as { tenant_id: string; id: string }[];
  for (const row of old) await db.sql(TABLE).where(row).delete();
  return old.length;
}

/** Longer than redeeming a code takes with all that follows, however patient the operator, in milliseconds. */
const LONGEST_END = 300_000;

/**
 * An attempt as it is to be told of: one that has been used up is under way until it has ended, or until nobody can be
 * at work on it any more; one that was never used up expires.
 */
export function tidingsOf(
  attempt: Attempt,
  now: number,
): { state: Attempt['state'] | 'expired'; reason: string | null; reason_code: ConnectionReason | null } {
  const { state, reason, reason_code, version, updated_at, expires_at } = attempt;
  if (state === 'failed' && version === USED_UP && now < updated_at + LONGEST_END)
    return { state: 'pending', reason: null, reason_code: null };
  return { state: state === 'pending' && expires_at <= now ? 'expired' : state, reason, reason_code };
}

/** A reason as attempts hold it. */
export function columnsOf(reason: KeptReason | null): Pick<Attempt, 'reason' | 'reason_code'> {
  return { reason: reason?.text ?? null, reason_code: reason?.code ?? null };
}
