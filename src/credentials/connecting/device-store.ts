import { readNow, type TenantDb } from '../../db/index.ts';
import { timeLeft } from '../../system/clock.ts';
import type { Reason } from '../protocol/index.ts';
import { columnsOf, NOT_POLLED, type ConnectionAttempt } from './attempt-store.ts';
import { LEASE_DURATION, LONGEST_PAUSE, type Wait } from './poll-policy.ts';

/**
 * The writes of an attempt that is polled for. The times are those of the database's clock, because processes on several
 * machines compare them. Each write of a poll only applies if the process still has its lease.
 */

const TABLE = 'connection_attempts';

/** Why an attempt that was polled for was ended on purpose. */
export const CANCELED = {
  byNewer: { text: 'A newer connection attempt has replaced this one.', code: 'attempt_canceled' },
  byDisconnecting: {
    text: 'The account was disconnected while it was being connected.',
    code: 'attempt_canceled',
  },
} as const satisfies Record<string, Reason>;

/** An attempt with a device code that the provider has not answered for yet. */
export interface PolledAttempt extends ConnectionAttempt {
  device_code: string;
  /** Milliseconds. */
  poll_interval: number;
  next_poll_at: number;
  lease_owner: string | null;
  lease_until: number | null;
  /** The outcome of the last poll is unknown. */
  interrupted: boolean;
  /** How often in succession the provider was unavailable. */
  failures: number;
}

/** Stores the device code of an attempt and schedules its first poll. @returns false if the attempt has ended */
export async function storeDeviceCode(
  db: TenantDb,
  { id }: Pick<ConnectionAttempt, 'id'>,
  code: { device_code: string; interval: number; expires_at: number },
): Promise<boolean> {
  const { device_code, interval, expires_at } = code;
  const change = { device_code, expires_at, poll_interval: interval, next_poll_at: db.now(interval) };
  return (await db.from(TABLE).where({ id, state: 'pending', version: 1 }).update(change)) === 1;
}

/** Ends the credential's attempts that are polled for, except one. */
export async function cancelPolledAttempts(
  db: TenantDb,
  credentialId: string,
  { except, reason, now }: { except: string | null; reason: Reason; now: number },
): Promise<void> {
  const polled = db.from(TABLE).where({ credential_id: credentialId, state: 'pending', version: 1 });
  if (except !== null) polled.whereNot({ id: except });
  await polled
    .whereNotNull('device_code')
    .update({ state: 'failed', ...columnsOf(reason), ...NOT_POLLED, updated_at: now, version: 3 });
}

/**
 * Takes the lease of an attempt whose poll is due.
 * @returns undefined if it is not due, has ended, or another process has it
 */
export async function claimPoll(db: TenantDb, id: string, owner: string): Promise<PolledAttempt | undefined> {
  const attempt = (await db.lock(TABLE).where({ id }).first()) as PolledAttempt | undefined;
  if (attempt?.state !== 'pending' || (attempt.device_code as string | null) === null) return undefined;
  const now = await readNow(db);
  const isEarly = timeLeft(attempt.next_poll_at, now, LONGEST_PAUSE) > 0;
  if (isEarly || timeLeft(attempt.lease_until, now, LEASE_DURATION) > 0) return undefined;
  await db
    .from(TABLE)
    .where({ id })
    .update({ lease_owner: owner, lease_until: now + LEASE_DURATION });
  return { ...attempt, interrupted: Boolean(attempt.interrupted) };
}

/**
 * Records that the provider is being called, and renews the lease: the last step before the request is sent.
 * @returns false if the lease was lost, or the attempt has ended
 */
export async function recordPoll(db: TenantDb, id: string, owner: string): Promise<boolean> {
  const change = { interrupted: true, lease_until: db.now(LEASE_DURATION) };
  return (await held(db, id, owner).update(change)) === 1;
}

/** Schedules the next poll and releases the lease. Does nothing if the lease was lost. */
export async function scheduleNextPoll(db: TenantDb, id: string, owner: string, wait: Wait): Promise<void> {
  const { interval, delay, failures, interrupted } = wait;
  await held(db, id, owner).update({
    poll_interval: interval,
    next_poll_at: db.now(delay),
    failures,
    interrupted,
    lease_owner: null,
    lease_until: null,
  });
}

function held(db: TenantDb, id: string, owner: string) {
  return db.from(TABLE).where({ id, lease_owner: owner, state: 'pending' });
}
