import type { Actor, AuditEntry } from '../actions/index.ts';
import { inTransaction, type Database } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { newEvent } from './service.ts';
import { insertEvents, type AuditEvent } from './store.ts';

/** At most this long after its answer, a hand-out is on disk. */
const INTERVAL = 500;
/** When the database cannot keep up or is away, later events wait here; beyond this many the oldest are said in the log instead. */
const MOST_WAITING = 100_000;
const LARGEST_WRITE = 2_000;

/** Logs hand-outs of secrets without slowing the read that hands them out. */
export interface HandOutLog {
  /** Notes one hand-out; returns at once. */
  note(
    call: { actor: Actor; tenantId: string; requestId: string | null },
    action: string,
    entry: AuditEntry,
  ): void;
  /** Writes what is waiting, and stops. */
  close(): Promise<void>;
}

export function createHandOutLog(parts: {
  database: Database;
  clock: Clock;
  log: Log;
  /** Told of every hand-out, for the metrics. */
  counted(action: string): void;
}): HandOutLog {
  const { database, clock, log, counted } = parts;
  let waiting: AuditEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing ??= write().finally(() => {
        writing = undefined;
        if (waiting.length > 0) schedule();
      });
    }, INTERVAL);
  }

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, LARGEST_WRITE);
      try {
        await inTransaction(database, (db) => insertKnown(db, batch));
      } catch (error) {
        log.error(
          { code: (error as { code?: string }).code, waiting: waiting.length },
          'hand-outs could not be logged yet',
        );
        return;
      }
      waiting = waiting.slice(batch.length);
    }
  }

  return {
    note(call, action, entry) {
      if (waiting.length >= MOST_WAITING) {
        const { details: _, ...lost } = waiting.shift()!;
        log.warn({ event: lost }, 'a hand-out is logged here only: the database has been away for too long');
      }
      counted(action);
      waiting.push(newEvent({ ...call, now: clock(), action, entry }));
      schedule();
    },
    async close() {
      clearTimeout(timer);
      await writing;
      await write();
    },
  };
}

/** A tenant that was deleted meanwhile takes its log with it; the others' events must not fail for that. */
async function insertKnown(db: Parameters<typeof insertEvents>[0], events: AuditEvent[]): Promise<void> {
  const ids = [...new Set(events.map((event) => event.tenant_id))];
  const there = new Set<string>();
  for (let start = 0; start < ids.length; start += 500) {
    const known = db.sql('tenants').whereIn('id', ids.slice(start, start + 500));
    if (db.dialect === 'postgres') known.forShare();
    for (const id of (await known.pluck('id')) as string[]) there.add(id);
  }
  await insertEvents(
    db,
    events.filter((event) => there.has(event.tenant_id)),
  );
}
