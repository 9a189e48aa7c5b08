import { whereContains, type Query, type TenantDb } from '../db/index.ts';
import { sliceOf, type LogSlice } from '../jsonapi/index.ts';
import { LISTED, newestEvents, type EventFilter, type ListedEvent } from './event-store.ts';

/**
 * Events that one request examines, because no index helps with a search. The cursor of its response continues with
 * the older ones.
 */
const MAX_EXAMINED = 2_000;

/** Longer bodies are not searched. */
const MAX_SEARCHED_BYTES = 65_536;

/** What an event must contain, besides what the indexes find. */
export interface EventSearch extends EventFilter {
  /** Text in its ID, its headers, its body, or what was parsed from it. */
  search?: string;
  /** The ID that the parser extracted, exactly. */
  sender_id?: string;
  /** The type that the parser extracted, exactly. */
  type?: string;
}

export function isSearch({ search, sender_id, type }: EventSearch): boolean {
  return (search ?? sender_id ?? type) !== undefined;
}

/** A slice may have fewer events than `size`, or none, and still not be the last one. */
export async function searchEvents(
  db: TenantDb,
  { search, sender_id, type, ...filter }: EventSearch,
  after: string | undefined,
  size: number,
): Promise<LogSlice<ListedEvent>> {
  const examined = () => newestEvents(db, filter, after).limit(MAX_EXAMINED).select('id');
  const matches = (query: Query): Query => {
    if (sender_id !== undefined) query.where({ sender_id });
    if (type !== undefined) whereType(query, type);
    if (search !== undefined) whereText(query, db, search);
    return query.orderBy('id', 'desc').limit(size + 1);
  };
  const rows = (await matches(db.from('webhook_events').whereIn('id', examined())).select(
    LISTED,
  )) as ListedEvent[];
  const slice = sliceOf(rows, size);
  if (slice.next !== null) return slice;
  const last = (await examined()
    .offset(MAX_EXAMINED - 1)
    .limit(1)
    .first()) as { id: string } | undefined;
  return { ...slice, next: last?.id ?? null };
}

/** A parsed event is stored as JSON that begins with its type. */
function whereType(query: Query, type: string): void {
  const start = `{"type":${JSON.stringify(type)},`;
  query.whereRaw('substr(parsed, 1, ?) = ?', [Array.from(start).length, start]);
}

function whereText(query: Query, { dialect }: TenantDb, text: string): void {
  const columns = ['id', 'sender_id', 'external_user_id', 'headers', 'body', 'parsed'];
  whereContains(query, dialect, columns, text, MAX_SEARCHED_BYTES);
}
