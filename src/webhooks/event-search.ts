import { whereContains, type Expression, type Query, type TenantDb } from '../db/index.ts';
import { sliceOf, type LogSlice } from '../jsonapi/index.ts';
import { examinedPart } from './examined-events.ts';
import { newestEvents, type EventFilter, type ListedEvent } from './event-store.ts';
import { selectListed, whereType } from './event-summary.ts';

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
  /** The type that the parser extracted. `*` at the end stands for any text. */
  type?: string;
  /** The ID of the flow that receives the event. */
  flow?: string;
}

export function isSearch({ search, sender_id, type, flow }: EventSearch): boolean {
  return (search ?? sender_id ?? type ?? flow) !== undefined;
}

/** A slice may have fewer events than `size`, or none, and still not be the last one. */
export async function searchEvents(
  db: TenantDb,
  wanted: EventSearch,
  after: string | undefined,
  size: number,
): Promise<LogSlice<ListedEvent>> {
  const { search, sender_id, type, flow, ...filter } = wanted;
  const examined = () => newestEvents(db, filter, after);
  const { last, isAll } = await examinedPart(examined(), bytesRead(db, wanted), MOST);
  if (last === undefined) return { rows: [], next: null };
  const matches = examined().where('id', '>=', last);
  if (sender_id !== undefined) matches.where({ sender_id });
  if (type !== undefined) whereType(matches, [type]);
  if (flow !== undefined) whereFlow(matches, db, flow);
  if (search !== undefined) whereText(matches, db, search);
  const slice = sliceOf(await selectListed(db, matches.limit(size + 1)), size);
  return slice.next !== null || isAll ? slice : { ...slice, next: last };
}

/** The bytes of content that the search reads of an event. */
function bytesRead(db: TenantDb, { search, type }: EventSearch): Expression {
  if (search !== undefined) return db.bytesOf(['body', 'parsed'], MAX_SEARCHED_BYTES);
  return type === undefined ? db.bytesOf(['sender_id']) : db.bytesOf(['parsed']);
}

/** An event without a flow of its own goes to the webhook's own flow. */
function whereFlow(query: Query, db: TenantDb, flow: string): void {
  const webhooks = db.from('webhooks').where({ flow_id: flow }).select('id');
  query.where(
    (where: Query) =>
      void where
        .where({ flow_id: flow })
        .orWhere((own: Query) => void own.whereNull('flow_id').whereIn('webhook_id', webhooks)),
  );
}

function whereText(query: Query, { dialect }: TenantDb, text: string): void {
  const columns = ['id', 'sender_id', 'external_user_id', 'headers', 'body', 'parsed'];
  whereContains(query, dialect, columns, text, MAX_SEARCHED_BYTES);
}
