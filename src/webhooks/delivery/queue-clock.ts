import type { PlatformDb } from '../../db/index.ts';
import { bringForward } from './queue.ts';

const TABLE = 'webhook_clock';
const ROW = { id: 1 };

/** Milliseconds by which the clocks of two database servers, or of two processes of one, may differ. */
const TOLERANCE = 2_000;

/**
 * Attempts are due by the database's clock. If it has been set back, waiting events are moved forward by the same
 * amount; otherwise, a retry due in five seconds could wait for an hour. One process does this for all.
 */
export async function adjustToClock(db: PlatformDb): Promise<void> {
  const row = (await db.lock(TABLE).where(ROW).first('seen_at', { now: db.now() })) as
    { seen_at: number | string; now: number | string } | undefined;
  const time = { seen_at: db.now() };
  if (row === undefined) {
    await db
      .from(TABLE)
      .insert({ ...ROW, ...time })
      .onConflict('id')
      .ignore();
    return;
  }
  const seen = Number(row.seen_at);
  const back = seen - Number(row.now);
  if (back > TOLERANCE) await bringForward(db, back, seen);
  await db.from(TABLE).where(ROW).update(time);
}
