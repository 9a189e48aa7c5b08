import type { TenantDb } from '../../db/index.ts';
import type { WebhookEvent } from '../event-store.ts';
import { insertBeside, updateHeld } from './parsed-store.ts';

/**
 * Maximum characters of content in a statement. A character can take six in JSON, and a statement that exceeds the
 * length limit of strings fails.
 */
const MAX_STATEMENT = 8 * 1024 * 1024;

/**
 * Stores how events were routed, renews their lease for the delivery, and adds their copies. In a transaction, so that
 * no event is copied to only some of its flows. Those that another process holds now are left alone.
 * @param copies by event ID
 * @returns the IDs of events that this process still holds
 */
export async function storeRouted(
  db: TenantDb,
  events: readonly WebhookEvent[],
  copies: ReadonlyMap<string, WebhookEvent[]>,
): Promise<Set<string>> {
  const held = await updateHeld(db, events, ['routing']);
  const rows = events.filter(({ id }) => held.has(id)).flatMap(({ id }) => copies.get(id) ?? []);
  for (const part of partsOf(rows)) await insertBeside(db, part);
  return held;
}

function partsOf(rows: readonly WebhookEvent[]): WebhookEvent[][] {
  const parts: WebhookEvent[][] = [];
  let size = Infinity;
  for (const row of rows) {
    const length = row.body.length + (row.parsed?.length ?? 0);
    if (size + length > MAX_STATEMENT) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)!.push(row);
    size += length;
  }
  return parts;
}
