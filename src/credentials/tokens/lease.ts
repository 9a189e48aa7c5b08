import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { inTransaction, platformDb, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import { stateOf, thisProcess } from '../../system/process-identity.ts';
import { lockConnection, storedReason, type Credential } from '../definition/index.ts';
import { refused, SHUTTING_DOWN, type RefreshOutcome } from './refresh-outcome.ts';
import { dueOf, LEASE_DURATION, leaseState, pauseLeft, WATCH_TIME } from './refresh-policy.ts';
import { recordCall, takeLease, type LeaseHolder } from './refresh-store.ts';

/** The exclusive right to refresh a credential, as long as the heartbeat renews it. */
export interface Lease extends LeaseHolder {
  tenantId: string;
  credential: Credential;
  /** The outcome of an earlier refresh with the same refresh token is unknown. */
  interrupted: boolean;
  /** When the lease was taken, by the database's clock (`now`) and by this process's monotonic clock (`at`). */
  now: number;
  at: number;
}

/** Another process is refreshing the credential. */
interface Held {
  kind: 'held';
  /** The lease's owner and expiration, if it has expired and only needs to be watched for a while; otherwise null. */
  expired: string | null;
}

/** Milliseconds between checks whether the other process has finished. */
const POLL_INTERVAL = 200;

/** Milliseconds after which a query result is too old to trust: the process may have been suspended in between. */
const STALE_AFTER = LEASE_DURATION / 2;
const MAX_CHECKS = 3;

/** Another process has taken the lease, or the connection has changed. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * Takes the lease if a refresh is due, waiting while another process holds it.
 * @returns the outcome instead if no refresh is needed or possible
 */
export async function acquireLease(request: {
  database: Database;
  tenantId: string;
  id: string;
  /** The generation to replace; undefined to refresh only if due. */
  seenGeneration: number | undefined;
  isStopping(): boolean;
}): Promise<Lease | RefreshOutcome> {
  const { database, tenantId, id, seenGeneration, isStopping } = request;
  let watch: { lease: string; since: number } | undefined;
  for (;;) {
    if (isStopping()) return SHUTTING_DOWN;
    const watched = watch !== undefined && performance.now() - watch.since >= WATCH_TIME ? watch.lease : null;
    const taken = await inTransaction(database, (platform) =>
      tryLease(tenantDb(platform, tenantId), id, seenGeneration, watched),
    );
    if (!('kind' in taken) || taken.kind !== 'held') return taken;
    const { expired } = taken;
    if (expired === null) watch = undefined;
    else if (watch?.lease !== expired) watch = { lease: expired, since: performance.now() };
    // No database connection is held while waiting.
    await delay(POLL_INTERVAL);
  }
}

/**
 * Takes the lease if possible. Committing this transaction records that a refresh has started.
 * @param watched an expired lease that has been watched long enough
 */
async function tryLease(
  db: TenantDb,
  id: string,
  seenGeneration: number | undefined,
  watched: string | null,
): Promise<Lease | RefreshOutcome | Held> {
  const found = await lockConnection(db, id);
  if (found === undefined) return refused({ text: 'The credential was deleted.', code: null });
  const { credential, now } = found;
  const { connection } = credential;
  if (connection.state !== 'connected')
    return refused(storedReason(connection, 'The credential is not connected.'));
  // An API key or a password is not refreshed.
  if (credential.authentication_type !== 'oauth2') return { kind: 'fresh' };
  const forced = seenGeneration !== undefined;
  const due = dueOf(connection, now);
  if (forced ? connection.generation > seenGeneration : due === 'no') return { kind: 'fresh' };
  const { lease_owner, lease_until } = connection;
  if (lease_owner !== null) {
    const holder = stateOf(processOf(lease_owner));
    const state = leaseState(connection, { now, holder, urgent: forced || due === 'now' });
    const lease = `${lease_owner} ${lease_until}`;
    if (state === 'held') return { kind: 'held', expired: null };
    if (state === 'expired' && lease !== watched) return { kind: 'held', expired: lease };
  }
  // Also applies to forced refreshes, because the provider may have asked for the pause.
  const pause = pauseLeft(connection, now);
  if (pause > 0) {
    const reason = storedReason(connection, 'The provider could not be reached.');
    return { kind: 'unavailable', reason, retryAfter: pause };
  }
  const owner = `${thisProcess()}#${randomUUID()}`;
  // The lease was not released: its holder ended before or after the provider responded, but before the commit.
  const interrupted = connection.interrupted || lease_owner !== null;
  const { generation, settings_version: settingsVersion } = connection;
  const holder = { credentialId: id, owner, generation, settingsVersion };
  await takeLease(db, holder, { now, interrupted });
  return { ...holder, tenantId: db.tenantId, credential, interrupted, now, at: performance.now() };
}

/**
 * The last step before the provider is called: checks that the lease is still held, and records the call.
 * @throws LeaseLostError
 */
export async function confirmLease(database: Database, lease: Lease): Promise<void> {
  const db = tenantDb(platformDb(database), lease.tenantId);
  for (let check = 1; check <= MAX_CHECKS; check += 1) {
    const elapsed = stopwatch();
    if (!(await recordCall(db, lease))) throw new LeaseLostError('the lease was lost');
    if (elapsed() < STALE_AFTER) return;
  }
  throw new Error('the database takes too long to confirm a lease');
}

/** The current time by the database's clock, without querying it. */
export function timeOf({ now, at }: Pick<Lease, 'now' | 'at'>): number {
  return Math.round(now + performance.now() - at);
}

/** The process in a lease's owner, which is the process and one of its refreshes. */
function processOf(owner: string): string {
  return owner.slice(0, owner.lastIndexOf('#'));
}

/** Elapsed milliseconds. Uses two clocks: one also runs while the machine sleeps, the other is never adjusted. */
function stopwatch(): () => number {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Math.abs(Date.now() - wall));
}
