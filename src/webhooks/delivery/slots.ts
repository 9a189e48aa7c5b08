import type { QueueKey } from './queue.ts';

const MAX_ATTEMPTS = 512;
const MAX_PER_TENANT = 128;
const MAX_PER_WEBHOOK = 32;
/** For a webhook whose target fails: if the target hangs, each of its events holds a slot until the timeout. */
const MAX_WHILE_FAILING = 2;
/** Maximum memory for bodies of attempts in progress. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Otherwise, a slow target with large bodies could take all the memory for its tenant. */
const MAX_BYTES_PER_TENANT = MAX_BYTES / 4;

/** Limits concurrent attempts so that no webhook or tenant can take all slots. */
export interface Slots {
  /** How many more attempts may start. */
  room(key: QueueKey): number;
  /** Approximately how many bytes of bodies they may have. */
  roomInBytes(key: QueueKey): number;
  take(key: QueueKey, bytes: number): void;
  /** @param failed whether the target did not accept the event; undefined if nothing was sent */
  release(key: QueueKey, bytes: number, failed?: boolean): void;
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

  function move({ tenant_id, webhook_id }: QueueKey, bytes: number, by: 1 | -1): void {
    count(taken, tenant_id, by);
    count(taken, webhook_id, by);
    count(bytesOf, tenant_id, by * bytes);
    count(bytesOf, webhook_id, by * bytes);
    all += by;
    bytesTaken += by * bytes;
  }

  /** As with attempts, at most as many as remain for others. */
  function roomInBytes({ tenant_id, webhook_id }: QueueKey): number {
    const ofTenant = bytesOf.get(tenant_id) ?? 0;
    const ofWebhook = bytesOf.get(webhook_id) ?? 0;
    return Math.min(
      (MAX_BYTES - bytesTaken - ofTenant) / 2,
      MAX_BYTES_PER_TENANT - ofTenant,
      (MAX_BYTES_PER_TENANT - ofTenant - ofWebhook) / 2,
    );
  }

  return {
    roomInBytes,
    room(key) {
      const { tenant_id, webhook_id } = key;
      if (roomInBytes(key) <= 0) return 0;
      const ofTenant = taken.get(tenant_id) ?? 0;
      const ofWebhook = taken.get(webhook_id) ?? 0;
      const mostOfWebhook = failing.has(webhook_id) ? MAX_WHILE_FAILING : MAX_PER_WEBHOOK;
      return Math.max(
        0,
        Math.min(
          // At most as many as remain for others, so there is always room for another tenant and another webhook.
          Math.ceil((MAX_ATTEMPTS - all - ofTenant) / 2),
          MAX_PER_TENANT - ofTenant,
          Math.ceil((MAX_PER_TENANT - ofTenant - ofWebhook) / 2),
          mostOfWebhook - ofWebhook,
        ),
      );
    },
    take: (key, bytes) => move(key, bytes, 1),
    release(key, bytes, failed) {
      move(key, bytes, -1);
      if (failed) failing.add(key.webhook_id);
      else if (failed === false) failing.delete(key.webhook_id);
    },
  };
}
