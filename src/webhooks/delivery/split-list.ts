import { reasonColumns, type WebhookEvent } from '../event-store.ts';
import { previewOf } from '../event-summary.ts';
import type { ParsedEvent } from '../parsing/index.ts';
import type { Reason } from '../reasons.ts';
import { rowBeside } from './row-beside.ts';

/** What becomes of the events that a parser returned for one request. */
export interface SplitList {
  /** The event of the request itself, as its first event that is no duplicate; undefined if all are. */
  own: WebhookEvent | undefined;
  /** Further events of the request. */
  others: WebhookEvent[];
  /** Those that repeat an earlier event; they are not delivered. */
  repeats: WebhookEvent[];
  /** The earlier event that the first of `repeats` repeats. */
  repeated: string | undefined;
}

/**
 * Assigns the parsed events of a request to rows. The row with the request also has one of the events, so that a
 * request with one event is one row.
 * @param known IDs of events by the sender's ID; those of new events are added
 */
export function splitList(
  event: WebhookEvent,
  parsed: readonly ParsedEvent[],
  known: Map<string, string>,
): SplitList {
  const fresh: WebhookEvent[] = [];
  const repeats: WebhookEvent[] = [];
  let repeated: string | undefined;
  for (const one of parsed) {
    const earlier = one.id === null ? undefined : known.get(one.id);
    const isStored = earlier === event.id && fresh.length === 0;
    if (earlier !== undefined && !isStored) {
      repeated ??= earlier;
      repeats.push(repeatOf(event, one, earlier));
      continue;
    }
    const row = fresh.length === 0 ? event : splitFrom(event, one);
    fresh.push({ ...row, ...parsedColumns(one) });
    if (one.id !== null) known.set(one.id, row.id);
  }
  const [own, ...others] = fresh;
  return { own, others, repeats, repeated };
}

/** Why an event is a duplicate. @param first the ID of the event that it repeats */
export function sameId(first: string): Reason {
  return { text: `The parser returned the same id for an earlier event, ${first}.`, code: 'duplicate' };
}

/** A row for another event of the same request. Only the first one has the body, so this one shows its data in lists. */
function splitFrom(event: WebhookEvent, { data }: ParsedEvent): WebhookEvent {
  const noBody = { content_type: null, body: '', body_is_base64: false };
  const body_preview = previewOf(JSON.stringify(data));
  return { ...rowBeside(event), ...noBody, body_preview, split_from: event.id };
}

function parsedColumns(parsed: ParsedEvent) {
  const { type, id, user } = parsed;
  return { parsed: JSON.stringify(parsed), event_type: type, sender_id: id, external_user_id: user };
}

function repeatOf(event: WebhookEvent, parsed: ParsedEvent, first: string): WebhookEvent {
  return {
    ...splitFrom(event, parsed),
    ...parsedColumns(parsed),
    // An ID can be stored only once.
    sender_id: null,
    state: 'duplicate',
    ...reasonColumns(sameId(first)),
    duplicate_of: first,
    next_attempt_at: null,
    order_state: null,
  };
}
