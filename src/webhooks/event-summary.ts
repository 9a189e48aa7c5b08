import type { Query, TenantDb } from '../db/index.ts';
import { LISTED, type ListedEvent, type WebhookEvent } from './event-store.ts';

/** Characters of a body in a list. */
const MAX_PREVIEW = 120;
/** A type has at most 255 characters, each of which can take six in JSON. */
const MAX_TYPE_JSON = 1_600;

/** The beginning of a text, without half of a surrogate pair. */
export function previewOf(text: string): string {
  return Array.from(text.slice(0, 2 * MAX_PREVIEW))
    .slice(0, MAX_PREVIEW)
    .join('');
}

/** Events in a list, with the beginning of their content if they were stored without a summary. */
export async function selectListed(db: TenantDb, events: Query): Promise<ListedEvent[]> {
  return (await events.select([
    ...LISTED,
    { parsed_start: db.startUnless('event_type', 'parsed', MAX_TYPE_JSON) },
    { body_start: db.startUnless('body_preview', 'body', MAX_PREVIEW) },
  ])) as ListedEvent[];
}

/** The type that the parser returned; null without one. */
export function typeOf(event: WebhookEvent | ListedEvent): string | null {
  return event.event_type ?? typeIn('parsed' in event ? event.parsed : event.parsed_start);
}

/** The beginning of the body; null if it is not text. */
export function bodyPreviewOf(event: WebhookEvent | ListedEvent): string | null {
  if (event.body_is_base64) return null;
  if (event.body_preview !== null) return event.body_preview;
  return 'body' in event ? previewOf(event.body) : event.body_start;
}

/** The type in the JSON of a parsed event, which begins with it. The JSON may be cut off. */
function typeIn(parsed: string | null): string | null {
  const [, type] = /^\{"type":("(?:[^"\\]|\\.)*"),/.exec(parsed ?? '') ?? [];
  return type === undefined ? null : (JSON.parse(type) as string);
}

/**
 * Limits a query to events of one of these types. `*` at the end of a type stands for any text. Events that were stored
 * without a summary are found by the JSON of the parsed event, which begins with the type. It is compared as text, because
 * PostgreSQL would refuse to read JSON that contains a null character.
 */
export function whereType(query: Query, types: readonly string[]): void {
  query.where((where: Query) => {
    for (const type of types) {
      const [stored, json] = type.endsWith('*') ? prefixes(type.slice(0, -1)) : exact(type);
      where.orWhereRaw(...stored).orWhere((old: Query) => {
        old.whereNull('event_type').whereRaw(...json);
      });
    }
  });
}

type Condition = [text: string, values: string[]];

function exact(type: string): [Condition, Condition] {
  return [['event_type = ?', [type]], startsWith('parsed', `{"type":${JSON.stringify(type)},`)];
}

function prefixes(start: string): [Condition, Condition] {
  return [
    startsWith('event_type', start),
    startsWith('parsed', `{"type":${JSON.stringify(start).slice(0, -1)}`),
  ];
}

function startsWith(column: 'event_type' | 'parsed', start: string): Condition {
  return [`substr(${column}, 1, length(CAST(? AS text))) = CAST(? AS text)`, [start, start]];
}
