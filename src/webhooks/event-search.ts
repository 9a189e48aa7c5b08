import { whereContains, type Expression, type Query, type TenantDb } from '../db/index.ts';
import { sliceOf, type LogSlice } from '../jsonapi/index.ts';
import { examinedPart } from './examined-events.ts';
import { LISTED, newestEvents, type EventFilter, type ListedEvent } from './event-store.ts';

/**
 * What one request examines, because no index helps with a search. The cursor of its response continues with the older
 * events.
 */
const MOST = { events: 2_000, bytes: 16 * 1024 * 1024 };

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
  wanted: EventSearch,
  after: string | undefined,
  size: number,
): Promise<LogSlice<ListedEvent>> {
  const { search, sender_id, type, ...filter } = wanted;
  const examined = () => newestEvents(db, filter, after);
  const { last, isAll } = await examinedPart(examined(), bytesRead(db, wanted), MOST);
  if (last === undefined) return { rows: [], next: null };
  const matches = examined().where('id', '>=', last);
  if (sender_id !== undefined) matches.where({ sender_id });
  if (type !== undefined) whereType(matches, type);
  if (search !== undefined) whereText(matches, db, search);
  const rows = (await matches.limit(size + 1).select(LISTED)) as ListedEvent[];
  const slice = sliceOf(rows, size);
  return slice.next !== null || isAll ? slice : { ...slice, next: last };
}

/** The bytes of content that the search reads of an event. */
function bytesRead(db: TenantDb, { search, type }: EventSearch): Expression {
  if (search !== undefined) return db.bytesOf(['body', 'parsed'], MAX_SEARCHED_BYTES);
  return type === undefined ? db.bytesOf(['sender_id']) : db.bytesOf(['parsed']);
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
