import { inTransaction, platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';
import { countOf, makeDue, nextPiece } from './replayed-events.ts';
import { dueReplays, lockReplay, updateProgress, type Replay } from './replay-store.ts';

/** Replays that a run of the job continues, each by one piece. */
const REPLAYS_PER_RUN = 10;

/**
 * Replays the next piece of events, and then counts the rest before it goes on.
 * @returns the replay as it is after that
 */
async function continueReplay(db: TenantDb, replay: Replay, now: number): Promise<Replay> {
  const step =
    replay.count_position === null ? await replayPiece(db, replay, now) : await countPiece(db, replay);
  const isOver = step.state === 'finished';
  return {
    ...step,
    next_piece_at: isOver ? null : now,
    finished_at: isOver ? now : null,
    version: replay.version + 1,
    updated_at: now,
  };
}

/** @param replay a new one. The rest is counted only if there is more than one piece */
export async function beginReplay(db: TenantDb, replay: Replay, now: number): Promise<Replay> {
  const begun = await replayPiece(db, replay, now);
  if (begun.state === 'finished') return { ...begun, next_piece_at: null, finished_at: now };
  return { ...begun, counted: begun.replayed, count_position: begun.position };
}

async function replayPiece(db: TenantDb, replay: Replay, now: number): Promise<Replay> {
  const { matching, end } = await nextPiece(db, replay, replay.position);
  const replayed = replay.replayed + (await makeDue(db, replay.webhook_id, matching, now));
  if (end !== null) return { ...replay, replayed, position: end };
  // Events may have changed since they were counted.
  return { ...replay, replayed, counted: replayed, state: 'finished' };
}

async function countPiece(db: TenantDb, replay: Replay): Promise<Replay> {
  const { matching, end } = await nextPiece(db, replay, replay.count_position!);
  return { ...replay, counted: replay.counted + (await countOf(matching)), count_position: end };
}

/**
 * Continues running replays, in parallel with other processes. A piece and its progress are one transaction, so a
 * process that dies leaves nothing half done, and the row's lock keeps others from doing the same piece.
 * @returns whether there may be more to do
 */
export function createReplayJob({ database, clock }: { database: Database; clock: Clock }) {
  return async (): Promise<boolean> => {
    const due = await dueReplays(platformDb(database), clock(), REPLAYS_PER_RUN);
    for (const { tenant_id, id } of due)
      await inTransaction(database, async (platform) => {
        const db = tenantDb(platform, tenant_id);
        const replay = await lockReplay(db, { id });
        if (replay?.state !== 'running') return;
        await updateProgress(db, await continueReplay(db, replay, clock()));
      });
    return due.length > 0;
  };
}
