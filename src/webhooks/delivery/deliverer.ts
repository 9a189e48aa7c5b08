import { createBatcher, platformDb, type Database } from '../../db/index.ts';
import type { Clock } from '../../system/clock.ts';
import { describeError, type Log } from '../../system/log.ts';
import { storeEnded, type EndedAttempt } from './delivery-store.ts';
import type { Failures } from './failure-store.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { TrackFailures } from './failure-tracking.ts';
import type { WebhookMetrics } from '../metrics.ts';
import type { Prepare } from './prepare.ts';
import { claimDue, queueOf, queuesWithDue, type QueueKey } from './queue.ts';
import { createSlots } from './slots.ts';
import type { TargetLimits } from './target-limits.ts';
import type { TargetRead } from './target-read.ts';
import { createTryAndRecord } from './try-and-record.ts';
import type { TryDelivery } from './try-delivery.ts';
import { createUnusedClaims } from './unused-claims.ts';
import type { Worker } from './workers.ts';

/** Maximum bytes of bodies claimed and parsed together. A parsed body takes many times its size in memory. */
const MAX_CLAIMED_BYTES = 4 * 1024 * 1024;

/** Milliseconds to collect results before a commit. Nothing waits for a result, so fewer commits are better. */
const RESULT_BATCH_DELAY = 20;

export interface Deliverer {
  /**
   * Reserves a slot for an event that is about to be stored. If true, store the event as claimed, and then call
   * `deliver` or `release`.
   */
  reserve(key: QueueKey, bytes: number): boolean;
  /** Delivers an event that is claimed and has a reserved slot. */
  deliver(event: WebhookEvent, bytes: number): void;
  release(key: QueueKey, bytes: number): void;
  /** Starts delivering due events of the queue if there is room. */
  nudge(key: QueueKey): void;
  /** Starts delivering everything that is due, as far as there is room. Does not wait for it to finish. */
  run(): Promise<void>;
  /** Starts nothing more, and waits for deliveries in progress, at most `milliseconds`. */
  stop(milliseconds: number): Promise<void>;
}

/** Delivers events, in parallel with any number of other processes. */
export function createDeliverer(parts: {
  database: Database;
  worker: Pick<Worker, 'id'>;
  readTarget: TargetRead;
  prepare: Prepare;
  tryDelivery: TryDelivery;
  targetLimits: TargetLimits;
  trackFailures: TrackFailures;
  metrics: WebhookMetrics;
  clock: Clock;
  log: Log;
}): Deliverer {
  const { database, worker, prepare, targetLimits, log } = parts;
  const db = platformDb(database);
  const slots = createSlots(targetLimits.maxOf);
  const inProgress = new Set<Promise<void>>();
  /** Queue keys with more due events than there was room for. */
  const backlog = new Map<string, QueueKey>();
  /** Queues whose events are being claimed or prepared. */
  const claiming = new Set<string>();
  const unused = createUnusedClaims(db, worker.id);
  let lastClaim = Promise.resolve();
  let stopped = false;
  const store = createBatcher<EndedAttempt, Failures>(
    async (ended) => {
      const { failures, due } = await storeEnded(database, ended);
      const keys = new Map(due.map((key) => [key.queue_id, key]));
      for (const key of keys.values()) nudge(key);
      return failures;
    },
    { gather: RESULT_BATCH_DELAY },
  );
  const tryAndRecord = createTryAndRecord({ ...parts, store, onFree: (key) => nudge(key) });

  async function run(): Promise<void> {
    await unused.giveBack();
    // In random order, because there may be fewer slots than failing queues, and each must get its turn.
    for (const key of inRandomOrder(await queuesWithDue(db))) await claim(key);
  }

  /** Claims run one at a time, because the slots that a claim will take look free until it ends. */
  function claim(key: QueueKey): Promise<void> {
    const claimed = lastClaim.then(() => claimNow(key));
    lastClaim = claimed.catch(() => undefined);
    return claimed;
  }

  async function claimNow(key: QueueKey): Promise<void> {
    const room = slots.room(key);
    if (stopped || claiming.has(key.queue_id)) return void backlog.set(key.queue_id, key);
    if (room === 0) return wait(key);
    claiming.add(key.queue_id);
    backlog.delete(key.queue_id);
    try {
      const max = { events: room, bytes: Math.min(MAX_CLAIMED_BYTES, slots.roomInBytes(key)) };
      const events = await claimDue(db, key, max, worker.id);
      const bytes = events.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
      if (events.length === room || bytes >= max.bytes) backlog.set(key.queue_id, key);
      for (const event of events) slots.take(key, event.body.length);
      track(prepareAndDeliver(key, events), key);
    } catch (error) {
      claiming.delete(key.queue_id);
      throw error;
    }
  }

  function wait(key: QueueKey): void {
    backlog.set(key.queue_id, key);
    targetLimits.wait(key);
  }

  /** No other events of the queue are claimed meanwhile, so that the next batch is also parsed together. */
  async function prepareAndDeliver(key: QueueKey, events: readonly WebhookEvent[]): Promise<void> {
    const unsent = new Map(events.map((event) => [event.id, event]));
    try {
      const { ready, ended, due } = await prepare(events);
      for (const other of due) nudge(other, key);
      await Promise.all(ended.map(store));
      for (const event of ready) {
        deliver(event, unsent.get(event.id)!.body.length);
        unsent.delete(event.id);
      }
    } catch (error) {
      // The system or the database failed. The events' lease is long, so give them back instead of letting it end.
      unused.add(unsent.values());
      // If the database still fails, the next run tries again.
      await unused.giveBack().catch(() => undefined);
      throw error;
    } finally {
      claiming.delete(key.queue_id);
      for (const { body } of unsent.values()) slots.release(key, body.length);
    }
  }

  function deliver(event: WebhookEvent, bytes: number): void {
    const key = queueOf(event);
    let failed = true;
    const done = tryAndRecord(event)
      .then((succeeded) => void (failed = !succeeded))
      .finally(() => slots.release(key, bytes, failed));
    track(done, key);
  }

  /** Nothing is lost if the work fails: claimed events are due again when their lease ends. */
  function track(work: Promise<void>, key: QueueKey): void {
    const done: Promise<void> = work
      .catch((error: unknown) =>
        log.error(
          { tenant: key.tenant_id, queue: key.queue_id, err: describeError(error) },
          'delivery failed',
        ),
      )
      .then(() => {
        inProgress.delete(done);
        return claimMore(key);
      });
    inProgress.add(done);
  }

  /** Starts claims of a queue with further due events. The queue that is being prepared claims when it is finished. */
  function nudge(key: QueueKey, current?: QueueKey): void {
    if (key.queue_id === current?.queue_id) backlog.set(key.queue_id, key);
    else track(claim(key), key);
  }

  /** Called when a slot becomes free. */
  async function claimMore(key: QueueKey): Promise<void> {
    if (stopped || !backlog.has(key.queue_id) || !slots.isClaimWorthwhile(key)) return;
    // If this fails, the next run claims these events.
    await claim(key).catch(() => undefined);
  }

  return {
    reserve(key, bytes) {
      // Events that are already waiting go first.
      if (stopped || backlog.has(key.queue_id)) return false;
      if (slots.room(key) === 0) {
        wait(key);
        return false;
      }
      slots.take(key, bytes);
      return true;
    },
    deliver,
    release: (key, bytes) => slots.release(key, bytes),
    nudge,
    run,
    async stop(milliseconds) {
      stopped = true;
      const timeout = AbortSignal.timeout(milliseconds);
      const timedOut = new Promise((resolve) => timeout.addEventListener('abort', resolve));
      await Promise.race([Promise.all(inProgress), timedOut]);
    },
  };
}

function inRandomOrder<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
