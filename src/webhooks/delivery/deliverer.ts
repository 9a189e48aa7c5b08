import { createBatcher, platformDb, type Database } from '../../db/index.ts';
import type { Clock } from '../../system/clock.ts';
import { describeError, type Log } from '../../system/log.ts';
import type { Attempt } from './attempt.ts';
import { storeEnded, type EndedAttempt, type Failures } from './delivery-store.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { RecordHealth } from './health.ts';
import type { WebhookMetrics } from '../metrics.ts';
import type { Prepare } from './prepare.ts';
import { claimDue, giveBack, webhooksWithDue, type Claim, type QueueKey } from './queue.ts';
import { OVERLOADED_WAIT } from './schedule.ts';
import { createSlots } from './slots.ts';
import type { TargetRead } from './target-read.ts';
import type { Worker } from './workers.ts';

/** Maximum bytes of bodies claimed and parsed together. A parsed body takes many times its size in memory. */
const MAX_CLAIMED_BYTES = 4 * 1024 * 1024;

/** Milliseconds to collect results before a commit. Nothing waits for a result, so fewer commits are better. */
const RESULT_BATCH_DELAY = 20;

export interface Deliverer {
  /**
   * Reserves a slot to deliver an event that is about to be stored. If true, store the event as claimed and then call
   * `follow` or `release`.
   */
  reserve(key: QueueKey, bytes: number): boolean;
  /** Delivers an event that is claimed and has a reserved slot. */
  follow(event: WebhookEvent, bytes: number): void;
  release(key: QueueKey, bytes: number): void;
  /** Starts delivering a due event of the queue key if there is room. */
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
  attempt: Attempt;
  recordHealth: RecordHealth;
  metrics: WebhookMetrics;
  clock: Clock;
  log: Log;
}): Deliverer {
  const { database, worker, readTarget, prepare, attempt, recordHealth, metrics, clock, log } = parts;
  const db = platformDb(database);
  const slots = createSlots();
  const inProgress = new Set<Promise<void>>();
  /** Queue keys with more due events than there was room for. */
  const backlog = new Map<string, QueueKey>();
  const claiming = new Set<string>();
  /** Claims that ended before anything was sent, and still have to be given back. */
  const unused: Claim[] = [];
  let lastClaim = Promise.resolve();
  let stopped = false;
  const write = createBatcher<EndedAttempt, Failures>((ended) => storeEnded(database, ended), {
    gather: RESULT_BATCH_DELAY,
  });

  async function run(): Promise<void> {
    await giveBackUnused();
    // In random order, because there may be fewer slots than webhooks that fail, and each must get its turn.
    for (const key of inRandomOrder(await webhooksWithDue(db))) await claim(key);
  }

  /** Claims run one after another: until a claim ends, the slots that it will take still look free. */
  function claim(key: QueueKey): Promise<void> {
    const claimed = lastClaim.then(() => claimNow(key));
    lastClaim = claimed.catch(() => undefined);
    return claimed;
  }

  async function claimNow(key: QueueKey): Promise<void> {
    const room = slots.room(key);
    if (stopped || claiming.has(key.webhook_id)) return void backlog.set(key.webhook_id, key);
    if (room === 0) return void backlog.set(key.webhook_id, key);
    claiming.add(key.webhook_id);
    backlog.delete(key.webhook_id);
    try {
      const most = { events: room, bytes: Math.min(MAX_CLAIMED_BYTES, slots.roomInBytes(key)) };
      const events = await claimDue(db, key, most, worker.id);
      const bytes = events.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
      if (events.length === room || bytes >= most.bytes) backlog.set(key.webhook_id, key);
      for (const event of events) slots.take(key, event.body.length);
      track(prepareAndDeliver(key, events), key);
    } catch (error) {
      claiming.delete(key.webhook_id);
      throw error;
    }
  }

  /** No other events of this key are claimed meanwhile, so that the next batch is also parsed together. */
  async function prepareAndDeliver(key: QueueKey, events: readonly WebhookEvent[]): Promise<void> {
    const unsent = new Map(events.map((event) => [event.id, event]));
    try {
      const { ready, ended } = await prepare(key, events);
      await Promise.all(ended.map(write));
      for (const event of ready) {
        follow(event, unsent.get(event.id)!.body.length);
        unsent.delete(event.id);
      }
    } catch (error) {
      // The system or the database failed, not the events, and their lease is long.
      for (const { tenant_id, id, attempts } of unsent.values()) unused.push({ tenant_id, id, attempts });
      // If the database still fails, the next run tries again.
      await giveBackUnused().catch(() => undefined);
      throw error;
    } finally {
      claiming.delete(key.webhook_id);
      for (const { body } of unsent.values()) slots.release(key, body.length);
    }
  }

  async function giveBackUnused(): Promise<void> {
    if (unused.length === 0) return;
    const claims = unused.splice(0);
    try {
      await giveBack(db, worker.id, claims, OVERLOADED_WAIT);
    } catch (error) {
      unused.push(...claims);
      throw error;
    }
  }

  function follow(event: WebhookEvent, bytes: number): void {
    const { tenant_id, webhook_id } = event;
    const key = { tenant_id, webhook_id };
    let failed = true;
    const done = deliver(event, key)
      .then((succeeded) => void (failed = !succeeded))
      .finally(() => slots.release(key, bytes, failed));
    track(done, key);
  }

  /** If something fails here, nothing is lost: claimed events are due again when their lease ends. */
  function track(work: Promise<void>, key: QueueKey): void {
    const done: Promise<void> = work
      .catch((error: unknown) =>
        log.error(
          { tenant: key.tenant_id, webhook: key.webhook_id, err: describeError(error) },
          'delivery failed',
        ),
      )
      .then(() => {
        inProgress.delete(done);
        return claimMore(key);
      });
    inProgress.add(done);
  }

  async function deliver(event: WebhookEvent, key: QueueKey): Promise<boolean> {
    const now = clock();
    const target = await readTarget(key, now);
    const ended = await attempt(event, target);
    const succeeded = ended.progress.state === 'delivered';
    const failures = await write(ended);
    const delay = event.attempts === 1 ? now - event.received_at : null;
    if (ended.delivery === null) return true;
    metrics.attempted(event.tenant_id, succeeded ? 'succeeded' : 'failed', delay);
    if (failures !== undefined && target !== undefined && target.url !== null)
      await recordHealth(key, {
        succeeded,
        failures,
        now: ended.progress.updated_at,
        ...(ended.delivery.error_code === 'target_gone' && { gone: { id: target.flowId, url: target.url } }),
      });
    return succeeded;
  }

  /** Called when a slot becomes free. */
  async function claimMore(key: QueueKey): Promise<void> {
    if (stopped || !backlog.has(key.webhook_id) || !slots.isClaimWorthwhile(key)) return;
    // If this fails, the next run claims these events.
    await claim(key).catch(() => undefined);
  }

  return {
    reserve(key, bytes) {
      // Events that are already waiting go first.
      if (stopped || backlog.has(key.webhook_id)) return false;
      if (slots.room(key) === 0) {
        backlog.set(key.webhook_id, key);
        return false;
      }
      slots.take(key, bytes);
      return true;
    },
    follow,
    release: (key, bytes) => slots.release(key, bytes),
    nudge: (key) => track(claim(key), key),
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
