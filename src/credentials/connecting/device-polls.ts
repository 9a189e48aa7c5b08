import type { Actor, Perform, SteppedAction } from '../../actions/index.ts';
import { platformDb, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import { NOW_ONCE_SQL, rawDb } from '../../db/raw.ts';
import { AppError } from '../../errors.ts';
import { createTenantSlots } from '../../jobs/index.ts';
import type { Clock } from '../../system/clock.ts';
import { describeError, type Log } from '../../system/log.ts';
import { endAttempt, STARTER_GONE } from './attempt-store.ts';
import type { PolledAttempt } from './device-store.ts';
import { LEASE_DURATION, LONGEST_PAUSE } from './poll-policy.ts';
import type { PollRequest } from './poll.ts';

const MAX_CONCURRENT = 64;
/** Per tenant, so that a tenant with many attempts, or with slow providers, does not delay the others. */
const MAX_CONCURRENT_PER_TENANT = 4;

type Due = Pick<PolledAttempt, 'tenant_id' | 'id' | 'credential_id' | 'version' | 'created_by'>;

export interface DevicePolls {
  /** Starts the polls that are due, without waiting for them. */
  run(): Promise<void>;
  /** Waits for the polls that are running. */
  settle(): Promise<void>;
  /** Starts no more polls, and waits for those that are running. */
  stop(): Promise<void>;
}

/** Polls for the tokens of all tenants' device codes. Several processes can do this at the same time. */
export function createDevicePolls(parts: {
  database: Database;
  perform: Perform;
  poll: SteppedAction<{ attempt: PollRequest }, void>;
  log: Log;
  clock: Clock;
  /** The user with their current permissions in the tenant; undefined if they are no longer a member. */
  actorOf(db: TenantDb, userId: string): Promise<Actor | undefined>;
}): DevicePolls {
  const { database, perform, poll, log, clock, actorOf } = parts;
  const slots = createTenantSlots({ total: MAX_CONCURRENT, perTenant: MAX_CONCURRENT_PER_TENANT });
  let stopping = false;

  async function pollFor(due: Due): Promise<void> {
    const { tenant_id: tenantId } = due;
    const db = tenantDb(platformDb(database), tenantId);
    try {
      const actor = await actorOf(db, due.created_by ?? '');
      if (actor === undefined) {
        await endAttempt(db, due, { state: 'failed', reason: STARTER_GONE, now: clock() });
        return;
      }
      await perform(poll, { actor, tenantId, requestId: null, ipAddress: null }, { attempt: due });
    } catch (error) {
      if (error instanceof AppError && error.status < 500) {
        // The user may not connect accounts any more.
        const reason = { text: error.message, code: null };
        await endAttempt(db, due, { state: 'failed', reason, now: clock() });
      } else
        log.error(
          { tenant: tenantId, credential: due.credential_id, err: describeError(error) },
          'could not poll for a device code; trying again',
        );
    }
  }

  return {
    async run() {
      if (stopping || slots.isFull()) return;
      for (const due of await findDue(database)) {
        if (stopping || slots.isFull()) return;
        slots.start(due.tenant_id, () => pollFor(due));
      }
    },
    settle: slots.settle,
    stop() {
      stopping = true;
      return slots.settle();
    },
  };
}

/** The attempts of each tenant that are due the longest, without those that a process is polling for. */
async function findDue(database: Database): Promise<Due[]> {
  const { dialect, sql } = rawDb(database);
  const at = (offset: number) => sql.raw(`${NOW_ONCE_SQL[dialect]} + (${offset})`);
  // Times too far ahead were stored before the database's clock was set back.
  const ranked = sql('connection_attempts')
    .where('state', 'pending')
    .whereNotNull('next_poll_at')
    .where(
      (where) =>
        void where.where('next_poll_at', '<=', at(0)).orWhere('next_poll_at', '>', at(LONGEST_PAUSE)),
    )
    .where(
      (where) =>
        void where
          .whereNull('lease_until')
          .orWhere('lease_until', '<=', at(0))
          .orWhere('lease_until', '>', at(LEASE_DURATION)),
    )
    .select('tenant_id', 'id', 'credential_id', 'version', 'created_by', 'next_poll_at')
    .select(sql.raw('row_number() OVER (PARTITION BY tenant_id ORDER BY next_poll_at, id) AS place'));
  return (await sql
    .from(ranked.as('due'))
    .where('place', '<=', MAX_CONCURRENT_PER_TENANT)
    .orderBy('next_poll_at')
    .limit(MAX_CONCURRENT)
    .select('tenant_id', 'id', 'credential_id', 'version', 'created_by')) as Due[];
}
