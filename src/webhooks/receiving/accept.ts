import { createBatcher, platformDb, violatesReference, type Database } from '../../db/index.ts';
import { newId, timeOfId } from '../../system/ids.ts';
import type { Deliverer } from '../handing-on/deliverer.ts';
import { columnsOf, insertEvents, type EventKind, type NewEvent } from '../event-store.ts';
import type { WebhookMetrics } from '../metrics.ts';
import { ATTEMPT_LEASE } from '../handing-on/schedule.ts';

/** Bytes of bodies: as JSON each may take six, and what does not fit into one text fails all that are in it. */
const MOST_IN_A_STATEMENT = 8 * 1024 * 1024;

/** What has arrived and is let in. */
export interface Arrival {
  tenantId: string;
  webhookId: string;
  kind: EventKind;
  /** Tells a replay; null where each arrival is an event of its own. */
  replayKey: string | null;
  contentType: string | null;
  /** Those by which the sender says what it is about. */
  headers: Record<string, string>;
  body: Buffer;
  /** The webhook has a parser for it. */
  toBeParsed: boolean;
}

/**
 * Keeps what has arrived, and hands it on from here where there is room. Events that arrive at the same moment share one statement: a commit costs more than a row,
 * and nobody is answered before it.
 * @returns the event's id; of a replay, that of the event which it repeats; undefined where the tenant is gone
 */
export type Accept = (arrival: Arrival) => Promise<string | undefined>;

export function createAccept(
  database: Database,
  deliverer: Pick<Deliverer, 'reserve' | 'follow' | 'release' | 'nudge'>,
  metrics: WebhookMetrics,
): Accept {
  const db = platformDb(database);
  const keep = createBatcher<NewEvent, string>(
    async (events) =>
      insertEvents(db, events).catch((error: unknown) => {
        if (!violatesReference(error)) throw error;
        // A tenant was deleted meanwhile: its event must not fail the others'.
        return insertEvents(db, events, 'of tenants that exist');
      }),
    { weight: { of: ({ body }) => body.length, most: MOST_IN_A_STATEMENT } },
  );
  async function handOver(event: NewEvent, toBeParsed: boolean): Promise<string | undefined> {
    const lane = { tenant_id: event.tenant_id, webhook_id: event.webhook_id };
    const bytes = event.body.length;
    if (toBeParsed || !deliverer.reserve(lane, bytes)) {
      const id = await keep(event);
      if (toBeParsed && id === event.id) deliverer.nudge(lane);
      return id;
    }
    const claimed = { ...event, attempts: 1, next_attempt_at: ATTEMPT_LEASE };
    try {
      const id = await keep(claimed);
      if (id === event.id) deliverer.follow(claimed, bytes);
      else deliverer.release(lane, bytes);
      return id;
    } catch (error) {
      deliverer.release(lane, bytes);
      throw error;
    }
  }

  return async (arrival) => {
    const event = eventOf(arrival);
    const id = await handOver(event, arrival.toBeParsed);
    if (id !== undefined) metrics.arrived(event.tenant_id, id === event.id ? 'accepted' : 'repeated');
    return id;
  };
}

function eventOf(arrival: Arrival): NewEvent {
  const { tenantId, webhookId, kind, replayKey, contentType, headers, body } = arrival;
  const text = textOf(body);
  const id = newId();
  // The same time, so that the order of ids is that of arrival: whoever goes on after a time misses none.
  const now = timeOfId(id);
  return {
    tenant_id: tenantId,
    id,
    webhook_id: webhookId,
    kind,
    replay_key: replayKey,
    content_type: contentType,
    headers: Object.keys(headers).length === 0 ? null : JSON.stringify(headers),
    body: text ?? body.toString('base64'),
    body_is_base64: text === undefined,
    parsed: null,
    sender_id: null,
    external_user_id: null,
    credential_id: null,
    state: 'pending',
    ...columnsOf(null),
    attempts: 0,
    earlier_attempts: 0,
    next_attempt_at: 0,
    received_at: now,
    updated_at: now,
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** undefined for bytes that no database keeps as a text: they must come out as they came. */
function textOf(body: Buffer): string | undefined {
  try {
    return body.includes(0) ? undefined : utf8.decode(body);
  } catch {
    return undefined;
  }
}
