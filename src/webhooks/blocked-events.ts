import type { TenantDb } from '../db/index.ts';
import type { ListedEvent, WebhookEvent } from './event-store.ts';

/** An event as the API shows it. */
export type Shown<Event extends ListedEvent | WebhookEvent> = Event & {
  /** The event that is first in the order, if this one waits for it. */
  blocked_by: string | null;
};

type Group = Pick<WebhookEvent, 'order_flow_id' | 'order_setting' | 'order_key'>;

/** Adds what events wait for. It is read here and not stored, because all that wait would change with each that ends. */
export async function withBlockers<Event extends ListedEvent | WebhookEvent>(
  db: TenantDb,
  events: readonly Event[],
): Promise<Shown<Event>[]> {
  const waiting = events.filter(({ order_state }) => order_state === 'waiting');
  const groups = new Map(waiting.map((event) => [nameOf(event), event] as const));
  const first = groups.size === 0 ? [] : await firstOf(db, [...groups.values()]);
  const byGroup = new Map(first.map((event) => [nameOf(event), event.id]));
  return events.map((event) => ({
    ...event,
    blocked_by: event.order_state === 'waiting' ? (byGroup.get(nameOf(event)) ?? null) : null,
  }));
}

/** Adds what an event waits for. */
export async function withBlocker(db: TenantDb, event: WebhookEvent): Promise<Shown<WebhookEvent>> {
  const [shown] = await withBlockers(db, [event]);
  return shown!;
}

function firstOf(db: TenantDb, groups: readonly Group[]): Promise<(Group & { id: string })[]> {
  return (
    db
      .from('webhook_events')
      .whereIn(
        ['order_flow_id', 'order_setting', 'order_key'],
        groups.map(({ order_flow_id, order_setting, order_key }) => [
          order_flow_id!,
          order_setting!,
          order_key!,
        ]),
      )
      // As a literal, so that both databases use the partial index.
      .whereRaw("order_state = 'first'")
      .select('id', 'order_flow_id', 'order_setting', 'order_key') as unknown as Promise<
      (Group & { id: string })[]
    >
  );
}

function nameOf({ order_flow_id, order_setting, order_key }: Group): string {
  return `${order_flow_id} ${order_setting} ${order_key}`;
}
