import { createBatcher, platformDb, type Database } from '../../db/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { Attempt } from './attempt.ts';
import { keepEnded, type Ended } from './delivery-store.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { NoteHealth } from './health.ts';
import type { WebhookMetrics } from '../metrics.ts';
import type { Prepare } from './prepare.ts';
import { claimDue, webhooksWithDue, type Lane } from './queue.ts';
import { createSlots } from './slots.ts';
import type { TargetRead } from './target-read.ts';

/** Claims cost a statement each: they wait until there is room for some events. */
const WORTH_CLAIMING = 8;
/** Of bodies that are claimed, and understood, together: what is in one takes many times as much memory. */
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** Milliseconds: fewer commits, and nobody waits for what came of an attempt. */
const RESULTS_GATHER = 20;

export interface Deliverer {
  /**
   * Whether an event that is about to be kept can be handed on from here at once: then it is to be kept as claimed,
   * and `follow` or `release` must be called.
   */
  reserve(lane: Lane, bytes: number): boolean;
  /** Hands on an event that is claimed and has its place. */
  follow(event: WebhookEvent, bytes: number): void;
  release(lane: Lane, bytes: number): void;
  /** An event of the lane is due: begins with it if there is room. */
  nudge(lane: Lane): void;
  /** Begins with all that is due and has room; does not wait for its end. */
  run(): Promise<void>;
  /** Begins nothing more, and waits for what is under way, `milliseconds` at most. */
  stop(milliseconds: number): Promise<void>;
}

/** Hands events on, beside any number of processes that do the same. */
export function createDeliverer(parts: {
  database: Database;
  readTarget: TargetRead;
  prepare: Prepare;
  attempt: Attempt;
  noteHealth: NoteHealth;
  metrics: WebhookMetrics;
  clock: Clock;
  log: Log;
}): Deliverer {
  const { database, readTarget, prepare, attempt, noteHealth, metrics, clock, log } = parts;
  const db = platformDb(database);
  const slots = createSlots();
  const underWay = new Set<Promise<void>>();
  /** Lanes in which more waits than there was room for. */
  const backlog = new Map<string, Lane>();
  const claiming = new Set<string>();
  let lastClaim = Promise.resolve();
  let stopped = false;
  const write = createBatcher<Ended, boolean>((ended) => keepEnded(database, ended), {
    gather: RESULTS_GATHER,
  });

  async function run(): Promise<void> {
    for (const lane of await webhooksWithDue(db)) await claim(lane);
  }

  /** One after the other: what a claim takes up is known when it has ended, and until then the room seems free. */
  function claim(lane: Lane): Promise<void> {
    const claimed = lastClaim.then(() => claimNow(lane));
    lastClaim = claimed.catch(() => undefined);
    return claimed;
  }

  async function claimNow(lane: Lane): Promise<void> {
    const room = slots.room(lane);
    if (stopped || claiming.has(lane.webhook_id)) return void backlog.set(lane.webhook_id, lane);
    if (room === 0) return void backlog.set(lane.webhook_id, lane);
    claiming.add(lane.webhook_id);
    backlog.delete(lane.webhook_id);
    try {
      const events = await claimDue(db, lane, { events: room, bytes: BYTES_AT_ONCE });
      const bytes = events.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
      if (events.length === room || bytes >= BYTES_AT_ONCE) backlog.set(lane.webhook_id, lane);
      for (const event of events) slots.take(lane, event.body.length);
      track(begin(lane, events), lane);
    } catch (error) {
      claiming.delete(lane.webhook_id);
      throw error;
    }
  }

  /** No others of the lane are claimed meanwhile: understood together they cost one process, not one each. */
  async function begin(lane: Lane, events: readonly WebhookEvent[]): Promise<void> {
    const places = new Map(events.map((event) => [event.id, event.body.length]));
    try {
      const { ready, ended } = await prepare(lane, events);
      await Promise.all(ended.map(write));
      for (const event of ready) {
        follow(event, places.get(event.id)!);
        places.delete(event.id);
      }
    } finally {
      claiming.delete(lane.webhook_id);
      for (const bytes of places.values()) slots.give(lane, bytes);
    }
  }

  function follow(event: WebhookEvent, bytes: number): void {
    const { tenant_id, webhook_id } = event;
    const lane = { tenant_id, webhook_id };
    let failed = true;
    const done = deliver(event, lane)
      .then((succeeded) => void (failed = !succeeded))
      .finally(() => slots.give(lane, bytes, failed));
    track(done, lane);
  }

  /** Nothing is lost when something fails here: what was claimed is due again when its lease ends. */
  function track(work: Promise<void>, lane: Lane): void {
    const done: Promise<void> = work
      .catch((error: unknown) =>
        log.error({ webhook: lane.webhook_id, message: (error as Error).message }, 'handing on failed'),
      )
      .then(() => {
        underWay.delete(done);
        return goOn(lane);
      });
    underWay.add(done);
  }

  async function deliver(event: WebhookEvent, lane: Lane): Promise<boolean> {
    const now = clock();
    const target = await readTarget(lane, now);
    const ended = await attempt(event, target);
    const succeeded = ended.progress.state === 'delivered';
    const counts = await write(ended);
    const delay = event.attempts === 1 ? now - event.received_at : null;
    if (ended.delivery === null) return true;
    metrics.attempted(event.tenant_id, succeeded ? 'succeeded' : 'failed', delay);
    if (counts === true && target !== undefined && target.url !== null)
      await noteHealth(lane, {
        succeeded,
        failingSince: target.failingSince,
        now: ended.progress.updated_at,
      });
    return succeeded;
  }

  /** A place has fallen free. */
  async function goOn(lane: Lane): Promise<void> {
    if (stopped || !backlog.has(lane.webhook_id) || slots.room(lane) < WORTH_CLAIMING) return;
    // What fails here comes up again at the next turn.
    await claim(lane).catch(() => undefined);
  }

  return {
    reserve(lane, bytes) {
      // Behind those that wait already.
      if (stopped || backlog.has(lane.webhook_id)) return false;
      if (slots.room(lane) === 0) {
        backlog.set(lane.webhook_id, lane);
        return false;
      }
      slots.take(lane, bytes);
      return true;
    },
    follow,
    release: (lane, bytes) => slots.give(lane, bytes),
    nudge: (lane) => track(claim(lane), lane),
    run,
    async stop(milliseconds) {
      stopped = true;
      const patience = AbortSignal.timeout(milliseconds);
      const end = new Promise((resolve) => patience.addEventListener('abort', resolve));
      await Promise.race([Promise.all(underWay), end]);
    },
  };
}
