import { platformDb, type Database } from '../../db/index.ts';
import type { Clock } from '../../system/clock.ts';
import { releaseHeld, queuesWithHeld, type HeldQueue } from './queue.ts';
import type { TargetRead } from './target-read.ts';

/** Queues that are checked in one run, and events of each that are released in it. */
const [QUEUES, EVENTS] = [500, 1000];

/**
 * Checks the next few queues with held events, and makes these due if they can be delivered again, or never will be.
 * After the last one, the next run starts over.
 * @returns whether there may be more
 */
export type ReleaseHeld = () => Promise<boolean>;

export function createReleaseHeld(parts: {
  database: Database;
  readTarget: TargetRead;
  clock: Clock;
}): ReleaseHeld {
  const { database, readTarget, clock } = parts;
  const db = platformDb(database);
  let after: HeldQueue | undefined;

  /** @returns whether there may be more to release */
  async function releaseIfReady(queue: HeldQueue): Promise<boolean> {
    const { tenant_id, webhook_id, queue_id } = queue;
    const flow_id = queue_id === webhook_id ? null : queue_id;
    const target = await readTarget({ tenant_id, webhook_id, flow_id }, clock());
    if (target !== undefined && target.idle !== null) return false;
    return (await releaseHeld(db, queue, EVENTS)) === EVENTS;
  }

  return async () => {
    const queues = await queuesWithHeld(db, after, QUEUES);
    after = queues.length === QUEUES ? queues.at(-1) : undefined;
    const more = await Promise.all(queues.map(releaseIfReady));
    return after !== undefined || more.includes(true);
  };
}
