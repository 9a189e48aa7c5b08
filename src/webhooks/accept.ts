import { createBatcher, platformDb, violatesReference, type Database } from '../db/index.ts';
import { newId } from '../system/ids.ts';
import { insertEvents, type NewEvent } from './event-store.ts';

/** What has arrived and is let in. */
export interface Arrival {
  tenantId: string;
  webhookId: string;
  /** Tells a replay; null where each arrival is an event of its own. */
  replayKey: string | null;
  contentType: string | null;
  body: Buffer;
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * Keeps what has arrived. Events that arrive at the same moment share one statement: a commit costs more than a row,
 * and nobody is answered before it.
 * @returns the event's id; of a replay, that of the event which it repeats; undefined where the tenant is gone
 */
export type Accept = (arrival: Arrival) => Promise<string | undefined>;

export function createAccept(database: Database): Accept {
  const db = platformDb(database);
  const keep = createBatcher<NewEvent, string>(async (events) =>
    insertEvents(db, events).catch((error: unknown) => {
      if (!violatesReference(error)) throw error;
      // A tenant was deleted meanwhile: its event must not fail the others'.
      return insertEvents(db, events, 'of tenants that exist');
    }),
  );
  return (arrival) => keep(eventOf(arrival));
}

function eventOf({ tenantId, webhookId, replayKey, contentType, body, now }: Arrival): NewEvent {
  const text = textOf(body);
  return {
    tenant_id: tenantId,
    id: newId(),
    webhook_id: webhookId,
    replay_key: replayKey,
    content_type: contentType,
    body: text ?? body.toString('base64'),
    body_is_base64: text === undefined,
    state: 'pending',
    attempts: 0,
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
