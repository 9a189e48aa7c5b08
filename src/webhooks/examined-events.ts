import type { Expression, Query } from '../db/index.ts';

/** How many events one query examines at most, so that others need not wait long for the database. */
interface Most {
  events: number;
  /** At least one event is examined, however large it is. */
  bytes: number;
}

/**
 * The part of some events that the next query examines.
 * @param events in the order in which they are examined
 * @param bytes what counts of each event
 * @returns the ID of the last one; undefined if no events are left. `isAll`: no others follow
 */
export async function examinedPart(
  events: Query,
  bytes: Expression,
  most: Most,
): Promise<{ last: string | undefined; isAll: boolean }> {
  const rows = (await events.limit(most.events).select({ id: 'id', bytes })) as {
    id: string;
    bytes: number | string;
  }[];
  let sum = 0;
  const after = rows.findIndex((row) => (sum += Number(row.bytes)) > most.bytes);
  const count = after === -1 ? rows.length : Math.max(1, after);
  return { last: rows[count - 1]?.id, isAll: rows.length < most.events && count === rows.length };
}
