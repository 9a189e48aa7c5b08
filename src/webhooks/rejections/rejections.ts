import type { Request } from 'express';
import { platformDb, type Database } from '../../db/index.ts';
import type { AppError } from '../../errors.ts';
import { eventHeadersOf } from '../../signatures/index.ts';
import type { Clock } from '../../system/clock.ts';
import { newId } from '../../system/ids.ts';
import { replaceMisleading } from '../../system/readable-text.ts';
import type { EventKind } from '../event-store.ts';
import type { WebhookEndpoint } from '../receiving/endpoint-read.ts';
import { describeHeaders } from './described-headers.ts';
import { addHours, addRejected, type RejectedRequest, type RejectionHour } from './rejection-store.ts';

const HOUR = 3_600_000;

/** How many requests of a webhook are kept between two flushes; of the others, only the number. */
const MAX_BUFFERED_PER_WEBHOOK = 10;
/** The same for all webhooks together. */
const MAX_BUFFERED = 1_000;
const MAX_REASON = 1_000;

/** Collects rejected requests in memory, so that a flood of them writes little and no response waits for it. */
export interface Rejections {
  note(rejected: RejectedBy): void;
  /** Writes what was collected since the last flush. A process that is killed loses what it has not written. */
  flush(): Promise<void>;
}

interface RejectedBy {
  endpoint: WebhookEndpoint;
  kind: EventKind;
  request: Request;
  error: AppError;
  /** The size of the body, if it was read. */
  bodyBytes: number | undefined;
}

/** @param onFlush is called with the hours that were just added to */
export function createRejections(
  database: Database,
  clock: Clock,
  onFlush: (hours: readonly RejectionHour[]) => Promise<void>,
): Rejections {
  const db = platformDb(database);
  let requests: RejectedRequest[] = [];
  let hours = new Map<string, RejectionHour>();

  function count({ rejected, of_sender, ...hour }: RejectionHour): void {
    const key = `${hour.webhook_id} ${hour.hour}`;
    const known = hours.get(key) ?? { ...hour, rejected: 0, of_sender: 0 };
    known.rejected += rejected;
    known.of_sender += of_sender;
    hours.set(key, known);
  }

  function hasRoom(webhookId: string): boolean {
    if (requests.length >= MAX_BUFFERED) return false;
    return requests.filter(({ webhook_id }) => webhook_id === webhookId).length < MAX_BUFFERED_PER_WEBHOOK;
  }

  return {
    note(rejected) {
      const { endpoint, error } = rejected;
      const now = clock();
      const isSender = error.status === 401 || error.status === 403;
      const { tenant_id, id: webhook_id } = endpoint;
      const hour = Math.floor(now / HOUR);
      count({ tenant_id, webhook_id, hour, rejected: 1, of_sender: isSender ? 1 : 0 });
      if (hasRoom(webhook_id)) requests.push(describe(rejected, now));
    },
    async flush() {
      if (hours.size === 0) return;
      // Sorted, so that two processes that update the same rows cannot deadlock.
      const counted = [...hours.entries()].sort(([one], [other]) => (one < other ? -1 : 1));
      const [newHours, newRequests] = [counted.map(([, hour]) => hour), requests];
      [hours, requests] = [new Map(), []];
      try {
        await addHours(db, newHours);
      } catch (error) {
        for (const hour of newHours) count(hour);
        requests = [...newRequests, ...requests].slice(0, MAX_BUFFERED);
        throw error;
      }
      await addRejected(db, newRequests);
      await onFlush(newHours);
    },
  };
}

/** Neither the query nor the body is kept, because both can contain secrets. */
function describe({ endpoint, kind, request, error, bodyBytes }: RejectedBy, now: number): RejectedRequest {
  const verification = endpoint.services.webhook_event_verification;
  const eventHeaders = verification === undefined ? [] : eventHeadersOf(verification);
  return {
    tenant_id: endpoint.tenant_id,
    id: newId(),
    webhook_id: endpoint.id,
    kind,
    code: error.code,
    reason: replaceMisleading(error.message).slice(0, MAX_REASON).toWellFormed(),
    method: request.method.slice(0, 20),
    ip_address: request.ipAddress ?? null,
    headers: JSON.stringify(describeHeaders(request.headers, eventHeaders)),
    body_bytes: bodyBytes ?? declaredBytes(request.headers['content-length']),
    received_at: now,
  };
}

function declaredBytes(length: string | undefined): number | null {
  const bytes = Number(length);
  return length === undefined || !Number.isSafeInteger(bytes) || bytes < 0 ? null : bytes;
}
