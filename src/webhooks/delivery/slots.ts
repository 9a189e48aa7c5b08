import type { QueueKey } from './queue.ts';
import { createQuota, type Quota, type QuotaLimits } from './quota.ts';

interface Levels {
  /** How tenants share the whole. */
  tenants: QuotaLimits;
  /** How the queues of one tenant share what the tenant can take. */
  queues: QuotaLimits;
  /** How tenants share what failing queues can take, so that those leave most of the room to other queues. */
  failing: QuotaLimits;
}

/**
 * Queues can borrow most of the slots. A target that hangs holds its slots until the timeout, and only then is it
 * known to be failing. So the other slots are reserved: eight for each tenant, and one for each of up to 128 of its
 * queues.
 */
const ATTEMPTS: Levels = {
  tenants: { reserved: 8, borrowable: 512, total: 1024, perMember: 256 },
  queues: { reserved: 1, borrowable: 128, total: 256, perMember: 32 },
  failing: { reserved: 2, borrowable: 256, total: 384, perMember: 64 },
};
/** Attempts of a failing queue at the same time. If the target hangs, each of them holds a slot until the timeout. */
const MAX_WHILE_FAILING = 2;

const [KIB, MIB] = [1024, 1024 * 1024];
/**
 * Memory for the bodies of attempts in progress. An attempt may start while any is left, even if its body is larger.
 */
const BYTES: Levels = {
  tenants: { reserved: 256 * KIB, borrowable: 48 * MIB, total: 64 * MIB, perMember: 16 * MIB },
  queues: { reserved: 64 * KIB, borrowable: 12 * MIB, total: 16 * MIB, perMember: 12 * MIB },
  failing: { reserved: 256 * KIB, borrowable: 24 * MIB, total: 32 * MIB, perMember: 8 * MIB },
};

/** Claiming fewer events than this is not worth a query, unless the queue has nothing else in progress. */
const MIN_CLAIM = 8;

/** Limits concurrent attempts so that no queue or tenant can take all slots. */
export interface Slots {
  /** How many more attempts may start. */
  room(key: QueueKey): number;
  /** Approximately how many bytes of bodies they may have. */
  roomInBytes(key: QueueKey): number;
  /** Whether there is enough room to claim more events now, instead of in the next run. */
  isClaimWorthwhile(key: QueueKey): boolean;
  take(key: QueueKey, bytes: number): void;
  /** @param failed whether the target did not accept the event; undefined if nothing was sent */
  release(key: QueueKey, bytes: number, failed?: boolean): void;
}

/** @param maxOf the most attempts of a webhook at the same time, apart from the limits above */
export function createSlots(maxOf: (key: QueueKey) => number = () => Infinity): Slots {
  const attempts = createCounts(ATTEMPTS);
  const bodies = createCounts(BYTES);
  const failing = new Set<string>();

  function room(key: QueueKey): number {
    const isFailing = failing.has(key.queue_id);
    if (bodies.room(key, isFailing) <= 0) return 0;
    const max = Math.min(isFailing ? MAX_WHILE_FAILING : Infinity, maxOf(key)) - attempts.takenBy(key);
    return Math.max(0, Math.min(max, Math.ceil(attempts.room(key, isFailing))));
  }

  function add(key: QueueKey, bytes: number, by: 1 | -1): void {
    const isFailing = failing.has(key.queue_id);
    attempts.take(key, by, isFailing);
    bodies.take(key, by * bytes, isFailing);
  }

  function setFailing(key: QueueKey, isFailing: boolean): void {
    if (failing.has(key.queue_id) === isFailing) return;
    if (isFailing) failing.add(key.queue_id);
    else failing.delete(key.queue_id);
    for (const counts of [attempts, bodies]) counts.setFailing(key, isFailing);
  }

  return {
    room,
    roomInBytes: (key) => bodies.room(key, failing.has(key.queue_id)),
    isClaimWorthwhile(key) {
      const isIdle = attempts.takenBy(key) === 0 && !failing.has(key.queue_id);
      return room(key) >= (isIdle ? 1 : Math.min(MIN_CLAIM, Math.ceil(maxOf(key) / 2)));
    },
    take: (key, bytes) => add(key, bytes, 1),
    release(key, bytes, failed) {
      add(key, bytes, -1);
      if (failed !== undefined) setFailing(key, failed);
    },
  };
}

/** Counts what tenants and their queues have taken: attempts, or bytes of bodies. */
function createCounts(limits: Levels) {
  const tenants = createQuota(limits.tenants);
  const ofFailing = createQuota(limits.failing);
  const byTenant = new Map<string, Quota>();
  const queuesOf = (tenant: string): Quota => byTenant.get(tenant) ?? createQuota(limits.queues);
  const takenBy = ({ tenant_id, queue_id }: QueueKey): number => queuesOf(tenant_id).takenBy(queue_id);

  return {
    takenBy,
    room({ tenant_id, queue_id }: QueueKey, isFailing: boolean): number {
      const max = isFailing ? ofFailing.room(tenant_id) : Infinity;
      return Math.min(max, tenants.room(tenant_id), queuesOf(tenant_id).room(queue_id));
    },
    take({ tenant_id, queue_id }: QueueKey, amount: number, isFailing: boolean): void {
      const queues = queuesOf(tenant_id);
      queues.take(queue_id, amount);
      tenants.take(tenant_id, amount);
      if (isFailing) ofFailing.take(tenant_id, amount);
      if (tenants.takenBy(tenant_id) === 0) byTenant.delete(tenant_id);
      else byTenant.set(tenant_id, queues);
    },
    setFailing(key: QueueKey, isFailing: boolean): void {
      ofFailing.take(key.tenant_id, takenBy(key) * (isFailing ? 1 : -1));
    },
  };
}
