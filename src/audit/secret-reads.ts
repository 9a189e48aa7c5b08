import type { Actor } from '../actions/index.ts';
import { inTransaction, type Database } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';
import { describeError, type Log } from '../system/log.ts';
import { newEvent } from './service.ts';
import { insertEvents, type AuditEvent, type SecretReadAction } from './store.ts';

/** Milliseconds from a read to the start of its write, at most. */
const FLUSH_INTERVAL = 800;
/** Reads in one row of the log. */
const MAX_READS_PER_ROW = 500;
/** Rows that are held while the database is unavailable; any beyond that are only written to the server log. */
const MAX_WAITING_ROWS = 20_000;
const BATCH_SIZE = 500;

/** One secret that was returned to a caller: which one, when (milliseconds since the epoch), and in which request. */
export interface SecretRead {
  resource_id: string;
  request_id: string | null;
  at: number;
}

/** A row of the log that is still collecting reads. */
interface PendingRow {
  event: AuditEvent;
  /** One line of text, because tens of thousands of objects per second would cost more than the reads themselves. */
  reads: string;
  count: number;
}

export interface SecretReads {
  /** Records that a resource's secret was returned to the caller. Does not wait for the write. */
  record(
    call: { actor: Actor; tenantId: string; requestId: string | null; ipAddress: string | null },
    action: SecretReadAction,
    resource: { type: string; id: string },
  ): void;
  /** Writes the pending rows and stops. Rows that cannot be written, or that come later, only go to the server log. */
  close(): Promise<void>;
}

/**
 * Logs reads of secrets without slowing them down. Reads by one key from one address within the flush interval share a
 * row, which lists each of them in its details: a busy component reads many thousand times a second, and a row for each
 * would cost more than the reads.
 */
export function createSecretReads(parts: {
  database: Database;
  clock: Clock;
  log: Log;
  /** Called with the number of reads in a finished row. */
  counted(tenantId: string, action: string, count: number): void;
}): SecretReads {
  const { database, clock, log, counted } = parts;
  let pending = new Map<string, PendingRow>();
  let waiting: AuditEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;

  function startRow(
    key: string,
    call: Parameters<SecretReads['record']>[0],
    action: string,
    resource: { type: string; id: string },
  ): PendingRow {
    const row = {
      event: newEvent({ ...call, now: clock(), action, entry: resource }),
      reads: '',
      count: 0,
    };
    pending.set(key, row);
    scheduleFlush();
    return row;
  }

  function scheduleFlush(): void {
    // After close() there is nothing left to wait for a timer.
    if (closed) queueMicrotask(flush);
    else timer ??= setTimeout(flush, FLUSH_INTERVAL);
  }

  function close({ event, reads, count }: PendingRow): void {
    counted(event.tenant_id, event.action, count);
    waiting.push({ ...event, details: { ...event.details, hand_outs: reads } });
  }

  function flush(): void {
    timer = undefined;
    for (const row of pending.values()) close(row);
    pending = new Map();
    logOnly(waiting.splice(0, Math.max(0, waiting.length - MAX_WAITING_ROWS)));
    writing = writing.then(write);
  }

  function logOnly(events: AuditEvent[]): void {
    for (const { details, ...event } of events)
      log.warn(
        { event, details },
        'secret reads are only logged here: they could not be written to the database',
      );
  }

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_SIZE);
      try {
        await inTransaction(database, (db) => insertEvents(db, batch));
      } catch (error) {
        log.error(
          { err: describeError(error), waiting: waiting.length },
          'secret reads could not be written to the database',
        );
        if (closed) logOnly(waiting.splice(0));
        else scheduleFlush();
        return;
      }
      const written = new Set(batch);
      waiting = waiting.filter((event) => !written.has(event));
    }
  }

  return {
    record(call, action, resource) {
      const { apiKeyId, appId, name, through = '' } = call.actor;
      // A row has room for only one IP address.
      const from = call.ipAddress ?? '';
      const key = `${call.tenantId} ${apiKeyId ?? appId ?? through} ${from} ${name} ${action}`;
      const row = pending.get(key) ?? startRow(key, call, action, resource);
      row.reads += `${row.count === 0 ? '' : ','}${resource.id} ${clock()} ${call.requestId ?? ''}`;
      row.count += 1;
      if (row.count > 1) {
        row.event.request_id = null;
        if (row.event.resource_id !== resource.id) row.event.resource_id = null;
      }
      if (row.count === MAX_READS_PER_ROW) {
        pending.delete(key);
        close(row);
      }
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      flush();
      await writing;
    },
  };
}

/** Parses the line of text in which a row stores its reads. */
export function parseSecretReads(line: string): SecretRead[] {
  return line.split(',').map((read) => {
    const [resource_id = '', at, request_id = ''] = read.split(' ');
    return { resource_id, request_id: request_id === '' ? null : request_id, at: Number(at) };
  });
}
