import { createBatcher, platformDb, violatesReference, type Database } from '../../db/index.ts';
import { newId, timeOfId } from '../../system/ids.ts';
import type { Deliverer } from '../delivery/deliverer.ts';
import { previewOf } from '../event-summary.ts';
import { reasonColumns, type EventKind, type NewEvent } from '../event-store.ts';
import { queueOf } from '../delivery/queue.ts';
import { insertEvents } from './received-store.ts';
import type { WebhookMetrics } from '../metrics.ts';
import type { Worker } from '../delivery/workers.ts';
import { ATTEMPT_LEASE } from '../delivery/schedule.ts';
import type { DeduplicationKey } from './deduplication-key.ts';

/**
 * Maximum bytes of bodies in a statement. A byte can take six characters in JSON, and if the statement exceeds the
 * length limit of strings, it fails for all of its events.
 */
const MAX_STATEMENT_BYTES = 8 * 1024 * 1024;

/** A received event that was authenticated. */
interface Arrival {
  tenantId: string;
  webhookId: string;
  kind: EventKind;
  /** If its key is null, the event is never a duplicate. */
  deduplication: DeduplicationKey;
  contentType: string | null;
  /** The headers that describe the event. */
  headers: Record<string, string>;
  body: Buffer;
  /** Whether events of this kind are parsed or filtered first, go to several flows, or are ordered. */
  needsPreparation: boolean;
  /** Whether a flow of the webhook delivers events in order. */
  isOrdered: boolean;
}

/**
 * Stores an event, and delivers it from this process if there is room. Events that arrive at the same time share one
 * statement, because a commit costs more than a row and each response waits for it.
 * @returns the event's ID; for a duplicate, which is stored as such, the ID of the event that it repeats; undefined if
 * the tenant has been deleted
 */
export type Accept = (arrival: Arrival) => Promise<string | undefined>;

export function createAccept(
  database: Database,
  deliverer: Pick<Deliverer, 'reserve' | 'deliver' | 'release' | 'nudge'>,
  metrics: WebhookMetrics,
  worker: Pick<Worker, 'id'>,
): Accept {
  const db = platformDb(database);
  const keep = createBatcher<NewEvent, string>(
    async (events) =>
      insertEvents(db, events).catch((error: unknown) => {
        if (!violatesReference(error)) throw error;
        // A tenant was deleted meanwhile. Its event must not make the others fail.
        return insertEvents(db, events, 'existing tenants only');
      }),
    { weight: { of: ({ body }) => body.length, max: MAX_STATEMENT_BYTES } },
  );
  async function store(event: NewEvent, needsPreparation: boolean): Promise<string | undefined> {
    const key = queueOf(event);
    const bytes = event.body.length;
    if (needsPreparation || !deliverer.reserve(key, bytes)) {
      const id = await keep(event);
      if (needsPreparation && id === event.id) deliverer.nudge(key);
      return id;
    }
    const claimed = { ...event, attempts: 1, next_attempt_at: ATTEMPT_LEASE, claimed_by: worker.id };
    try {
      const id = await keep(claimed);
      if (id === event.id) deliverer.deliver(claimed, bytes);
      else deliverer.release(key, bytes);
      return id;
    } catch (error) {
      deliverer.release(key, bytes);
      throw error;
    }
  }

  return async (arrival) => {
    const event = eventOf(arrival);
    const id = await store(event, arrival.needsPreparation);
    if (id !== undefined) metrics.arrived(event.tenant_id, id === event.id ? 'accepted' : 'repeated');
    return id;
  };
}

function eventOf(arrival: Arrival): NewEvent {
  const { tenantId, webhookId, kind, deduplication, contentType, headers, body } = arrival;
  const text = textOf(body);
  const id = newId();
  // The ID's own time, so that IDs sort by received_at and a replay that continues from a time misses no event.
  const now = timeOfId(id);
  return {
    tenant_id: tenantId,
    id,
    webhook_id: webhookId,
    kind,
    replay_key: deduplication.key,
    replay_window: deduplication.window,
    content_type: contentType,
    headers: Object.keys(headers).length === 0 ? null : JSON.stringify(headers),
    body: text ?? body.toString('base64'),
    body_is_base64: text === undefined,
    body_preview: previewOf(text ?? ''),
    parsed: null,
    event_type: null,
    sender_id: null,
    external_user_id: null,
    credential_id: null,
    state: 'pending',
    ...reasonColumns(null),
    split_from: null,
    flow_id: null,
    fanned_out_from: null,
    routing: null,
    attempts: 0,
    earlier_attempts: 0,
    last_status_code: null,
    next_attempt_at: 0,
    claimed_by: null,
    received_at: now,
    updated_at: now,
    order_state: arrival.isOrdered ? 'open' : null,
    order_flow_id: null,
    order_setting: null,
    order_key: null,
    order_place: null,
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The body as text; undefined if the database could not store it unchanged. */
function textOf(body: Buffer): string | undefined {
  try {
    return body.includes(0) ? undefined : utf8.decode(body);
  } catch {
    return undefined;
  }
}
