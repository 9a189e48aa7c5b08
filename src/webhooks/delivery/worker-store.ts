import type { PlatformDb } from '../../db/index.ts';

const TABLE = 'webhook_workers';

export interface OtherWorker {
  id: string;
  process: string;
  beats: number;
}

export async function writeBeat(db: PlatformDb, id: string, process: string): Promise<void> {
  await db.upsert(TABLE, { id, process, beats: 1 }, ['id'], { set: `beats = ${TABLE}.beats + 1` });
}

export async function otherWorkers(db: PlatformDb, id: string): Promise<OtherWorker[]> {
  const rows = (await db.from(TABLE).whereNot({ id }).select('id', 'process', 'beats')) as OtherWorker[];
  return rows.map((row) => ({ ...row, beats: Number(row.beats) }));
}

export async function removeWorker(db: PlatformDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
}
