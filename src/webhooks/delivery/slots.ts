import type { QueueKey } from './queue.ts';
import { createShares, type Limits, type Shares } from './shares.ts';

interface Levels {
  /** Of tenants among all. */
  tenants: Limits;
  /** Of webhooks within each tenant. */
  webhooks: Limits;
  /** Of tenants among all, for their failing webhooks, so that these leave most of the room to the others. */
  failing: Limits;
}

/**
 * Most slots are lent. A hanging target holds them until the timeout, and nobody knows that it hangs before then, so
 * some are a reserve: each webhook of up to 128 of a tenant has one, as have the first eight webhooks of each tenant.
 */
const ATTEMPTS: Levels = {
  tenants: { own: 8, lent: 512, most: 1024, each: 256 },
  webhooks: { own: 1, lent: 128, most: 256, each: 32 },
  failing: { own: 2, lent: 256, most: 384, each: 64 },
};
/** If the target hangs, each event of a failing webhook holds a slot until the timeout. */
const MAX_WHILE_FAILING = 2;

const [KIB, MIB] = [1024, 1024 * 1024];
/** Memory for the bodies of attempts in progress. An event starts if anything is left, even if it is larger. */
const BYTES: Levels = {
  tenants: { own: 256 * KIB, lent: 48 * MIB, most: 64 * MIB, each: 16 * MIB },
  webhooks: { own: 64 * KIB, lent: 12 * MIB, most: 16 * MIB, each: 12 * MIB },
  failing: { own: 256 * KIB, lent: 24 * MIB, most: 32 * MIB, each: 8 * MIB },
};

/** For fewer events, a claim is not worth its statement, unless nothing else of the webhook is in progress. */
const MIN_CLAIM = 8;

/** Limits concurrent attempts so that no webhook or tenant can take all slots. */
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

export function createSlots(): Slots {
  const attempts = createCounts(ATTEMPTS);
  const bodies = createCounts(BYTES);
  const failing = new Set<string>();

  function room(key: QueueKey): number {
    const isFailing = failing.has(key.webhook_id);
    if (bodies.room(key, isFailing) <= 0) return 0;
    const most = isFailing ? MAX_WHILE_FAILING - attempts.takenBy(key) : Infinity;
    return Math.max(0, Math.min(most, Math.ceil(attempts.room(key, isFailing))));
  }

  function move(key: QueueKey, bytes: number, by: 1 | -1): void {
    const isFailing = failing.has(key.webhook_id);
    attempts.take(key, by, isFailing);
    bodies.take(key, by * bytes, isFailing);
  }

  function setFailing(key: QueueKey, isFailing: boolean): void {
    if (failing.has(key.webhook_id) === isFailing) return;
    if (isFailing) failing.add(key.webhook_id);
    else failing.delete(key.webhook_id);
    for (const counts of [attempts, bodies]) counts.setFailing(key, isFailing);
  }

  return {
    room,
    roomInBytes: (key) => bodies.room(key, failing.has(key.webhook_id)),
    isClaimWorthwhile(key) {
      const isIdle = attempts.takenBy(key) === 0 && !failing.has(key.webhook_id);
      return room(key) >= (isIdle ? 1 : MIN_CLAIM);
    },
    take: (key, bytes) => move(key, bytes, 1),
    release(key, bytes, failed) {
      move(key, bytes, -1);
      if (failed !== undefined) setFailing(key, failed);
    },
  };
}

/** What tenants and their webhooks have taken of one kind. */
function createCounts(limits: Levels) {
  const tenants = createShares(limits.tenants);
  const ofFailing = createShares(limits.failing);
  const byTenant = new Map<string, Shares>();
  const webhooksOf = (tenant: string): Shares => byTenant.get(tenant) ?? createShares(limits.webhooks);
  const takenBy = ({ tenant_id, webhook_id }: QueueKey): number => webhooksOf(tenant_id).takenBy(webhook_id);

  return {
    takenBy,
    room({ tenant_id, webhook_id }: QueueKey, isFailing: boolean): number {
      const most = isFailing ? ofFailing.room(tenant_id) : Infinity;
      return Math.min(most, tenants.room(tenant_id), webhooksOf(tenant_id).room(webhook_id));
    },
    take({ tenant_id, webhook_id }: QueueKey, amount: number, isFailing: boolean): void {
      const webhooks = webhooksOf(tenant_id);
      webhooks.take(webhook_id, amount);
      tenants.take(tenant_id, amount);
      if (isFailing) ofFailing.take(tenant_id, amount);
      if (tenants.takenBy(tenant_id) === 0) byTenant.delete(tenant_id);
      else byTenant.set(tenant_id, webhooks);
    },
    setFailing(key: QueueKey, isFailing: boolean): void {
      ofFailing.take(key.tenant_id, takenBy(key) * (isFailing ? 1 : -1));
    },
  };
}
