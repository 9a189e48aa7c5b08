import type { Actor } from '../actions/index.ts';
import { inTransaction, type Database } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { newEvent } from './service.ts';
import { insertEvents, type AuditEvent } from './store.ts';

/** At most this long after its answer, a hand-out begins its way to the disk. */
const INTERVAL = 800;
/** So many hand-outs one row of the log holds. */
const MOST_IN_ONE = 500;
/** So many rows wait while the database is away; what comes beyond is in the server's log only. */
const MOST_WAITING = 20_000;
const LARGEST_WRITE = 500;

/** One secret handed out: which, when (milliseconds since the epoch), in answer to what. */
export interface HandOut {
  resource_id: string;
  request_id: string | null;
  at: number;
}

/** A row of the log while its hand-outs come in. */
interface Gathering {
  event: AuditEvent;
  /** Kept as one line of text: tens of thousands of objects a second would cost more than the reads. */
  handOuts: string;
  count: number;
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
 * Logs hand-outs of secrets without slowing the read that hands them out. What one key is handed within
 * that time makes one row, with every single hand-out in its details: a busy component reads many thousand times a
 * second, and a row for each would cost more than the reads.
 */
export function createHandOutLog(parts: {
  database: Database;
  clock: Clock;
  log: Log;
  /** Told how many hand-outs there were. */
  counted(tenantId: string, action: string, count: number): void;
}): HandOutLog {
  const { database, clock, log, counted } = parts;
  let gathering = new Map<string, Gathering>();
  let waiting: AuditEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function begin(
    key: string,
    call: Parameters<HandOutLog['note']>[0],
    action: string,
    resource: { type: string; id: string },
  ): Gathering {
    const begun = {
      event: newEvent({ ...call, now: clock(), action, entry: resource }),
      handOuts: '',
      count: 0,
    };
    gathering.set(key, begun);
    timer ??= setTimeout(flush, INTERVAL);
    return begun;
  }

  function close({ event, handOuts, count }: Gathering): void {
    counted(event.tenant_id, event.action, count);
    waiting.push({ ...event, details: { ...event.details, hand_outs: handOuts } });
  }

  function flush(): void {
    timer = undefined;
    for (const row of gathering.values()) close(row);
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
        await inTransaction(database, (db) => insertEvents(db, batch));
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
      const { apiKeyId, appId, name, through = '' } = call.actor;
      const key = `${call.tenantId} ${apiKeyId ?? appId ?? through} ${name} ${action}`;
      const row = gathering.get(key) ?? begin(key, call, action, resource);
      row.handOuts += `${row.count === 0 ? '' : ','}${resource.id} ${clock()} ${call.requestId ?? ''}`;
      row.count += 1;
      if (row.count > 1) {
        row.event.request_id = null;
        if (row.event.resource_id !== resource.id) row.event.resource_id = null;
      }
      if (row.count === MOST_IN_ONE) {
        gathering.delete(key);
        close(row);
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

/** The hand-outs of a row, out of the line of text in which they are kept. */
export function readHandOuts(line: string): HandOut[] {
  return line.split(',').map((handOut) => {
    const [resource_id = '', at, request_id = ''] = handOut.split(' ');
    return { resource_id, request_id: request_id === '' ? null : request_id, at: Number(at) };
  });
}
