import type { Lane } from './queue.ts';

const AT_ONCE = 512;
const AT_ONCE_PER_TENANT = 128;
const AT_ONCE_PER_WEBHOOK = 32;
/** Of a webhook whose target fails: if it hangs, each of its events takes its place for as long as one may. */
const AT_ONCE_WHILE_FAILING = 2;
/** What the bodies under way may take in memory before no more are begun. */
const MOST_BYTES = 64 * 1024 * 1024;
/** A target that takes its time with large bodies would otherwise keep all the memory for its tenant. */
const MOST_BYTES_PER_TENANT = MOST_BYTES / 4;

/** How many attempts may be under way at once, so that neither one webhook nor one tenant leaves no room for others. */
export interface Slots {
  /** How many attempts more may begin. */
  room(lane: Lane): number;
  take(lane: Lane, bytes: number): void;
  /** @param failed whether the target did not take the event; undefined when it was not asked */
  give(lane: Lane, bytes: number, failed?: boolean): void;
}

export function createSlots(): Slots {
  const taken = new Map<string, number>();
  const bytesOf = new Map<string, number>();
  const failing = new Set<string>();
  let [all, bytesTaken] = [0, 0];

  function count(counts: Map<string, number>, key: string, by: number): void {
    const left = (counts.get(key) ?? 0) + by;
    if (left === 0) counts.delete(key);
    else counts.set(key, left);
  }

  function move({ tenant_id, webhook_id }: Lane, bytes: number, by: 1 | -1): void {
    count(taken, tenant_id, by);
    count(taken, webhook_id, by);
    count(bytesOf, tenant_id, by * bytes);
    all += by;
    bytesTaken += by * bytes;
  }

  return {
    room({ tenant_id, webhook_id }) {
      if (bytesTaken >= MOST_BYTES || (bytesOf.get(tenant_id) ?? 0) >= MOST_BYTES_PER_TENANT) return 0;
      const ofTenant = taken.get(tenant_id) ?? 0;
      const ofWebhook = failing.has(webhook_id) ? AT_ONCE_WHILE_FAILING : AT_ONCE_PER_WEBHOOK;
      return Math.max(
        0,
        Math.min(
          // Never more than are left for others: so there is always room for one more tenant.
          Math.ceil((AT_ONCE - all - ofTenant) / 2),
          AT_ONCE_PER_TENANT - ofTenant,
          ofWebhook - (taken.get(webhook_id) ?? 0),
        ),
      );
    },
    take: (lane, bytes) => move(lane, bytes, 1),
    give(lane, bytes, failed) {
      move(lane, bytes, -1);
      if (failed) failing.add(lane.webhook_id);
      else if (failed === false) failing.delete(lane.webhook_id);
    },
  };
}
