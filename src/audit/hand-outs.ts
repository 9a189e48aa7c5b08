import type { Actor } from '../actions/index.ts';
import { inTransaction, type Database, type PlatformDb } from '../db/index.ts';
import { toRfc3339, type Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { newEvent } from './service.ts';
import { insertEvents, type AuditEvent } from './store.ts';

/** At most this long after its answer, a hand-out begins its way to the disk. */
const INTERVAL = 500;
/** So many hand-outs one row of the log holds. */
const MOST_IN_ONE = 500;
/** So many rows wait while the database is away; what comes beyond is in the server's log only. */
const MOST_WAITING = 20_000;
const LARGEST_WRITE = 500;

/** One secret handed out: which, when, in answer to what. */
interface HandOut {
  resource_id: string;
  request_id: string | null;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface HandOutLog {
  /** Notes that a resource's secret was handed out; returns at once. */
  note(
    call: { actor: Actor; tenantId: string; requestId: string | null },
    action: string,
    resource: { type: string; id: string },
  ): void;
  /** Writes what is waiting, and stops. */
  close(): Promise<void>;
}

/**
 * Logs hand-outs of secrets without slowing the read that hands them out. What one key is handed within half a
 * second makes one row, with every single hand-out in its details: a busy component reads many thousand times a
 * second, and a row for each would cost more than the reads.
 */
export function createHandOutLog(parts: {
  database: Database;
  clock: Clock;
  log: Log;
  /** Told how many hand-outs there were, for the metrics. */
  counted(action: string, count: number): void;
}): HandOutLog {
  const { database, clock, log, counted } = parts;
  let gathering = new Map<string, AuditEvent>();
  let waiting: AuditEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function begin(
    key: string,
    call: Parameters<HandOutLog['note']>[0],
    action: string,
    resource: { type: string; id: string },
  ): AuditEvent {
    const event = newEvent({
      ...call,
      now: clock(),
      action,
      entry: { ...resource, details: { hand_outs: [] } },
    });
    gathering.set(key, event);
    timer ??= setTimeout(flush, INTERVAL);
    return event;
  }

  function close(event: AuditEvent): void {
    const handOuts = event.details['hand_outs'] as HandOut[];
    counted(event.action, handOuts.length);
    event.details = { hand_outs: handOuts.map((handOut) => ({ ...handOut, at: toRfc3339(handOut.at) })) };
    waiting.push(event);
  }

  function flush(): void {
    timer = undefined;
    for (const event of gathering.values()) close(event);
    gathering = new Map();
    for (const { details, ...event } of waiting.splice(0, Math.max(0, waiting.length - MOST_WAITING))) {
      log.warn({ event, details }, 'hand-outs are logged here only: the database has been away for too long');
    }
    writing = writing.then(write);
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
        timer ??= setTimeout(flush, INTERVAL);
        return;
      }
      const written = new Set(batch);
      waiting = waiting.filter((event) => !written.has(event));
    }
  }

  return {
    note(call, action, resource) {
      const key = (call.actor.apiKeyId ?? call.actor.name) + action;
      const event = gathering.get(key) ?? begin(key, call, action, resource);
      const handOuts = event.details['hand_outs'] as HandOut[];
      handOuts.push({ resource_id: resource.id, request_id: call.requestId, at: clock() });
      if (handOuts.length > 1) {
        event.request_id = null;
        if (event.resource_id !== resource.id) event.resource_id = null;
      }
      if (handOuts.length === MOST_IN_ONE) {
        gathering.delete(key);
        close(event);
      }
    },
    async close() {
      clearTimeout(timer);
      flush();
      await writing;
      clearTimeout(timer);
    },
  };
}

/** A tenant that was deleted meanwhile takes its log with it; the others' events must not fail for that. */
async function insertKnown(db: PlatformDb, events: AuditEvent[]): Promise<void> {
  const known = db.sql('tenants').whereIn('id', [...new Set(events.map((event) => event.tenant_id))]);
  if (db.dialect === 'postgres') known.forShare();
  const there = new Set((await known.pluck('id')) as string[]);
  await insertEvents(
    db,
    events.filter((event) => there.has(event.tenant_id)),
  );
}
