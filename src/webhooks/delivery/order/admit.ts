import { tenantDb, type PlatformDb } from '../../../db/index.ts';
import type { WebhookEvent } from '../../event-store.ts';
import { holdForExpressions } from '../parsed-store.ts';
import { enterGroups, firstOpen, keysInDelivery, lockOrders, type FlowKey } from './order-store.ts';

/** Events whose key is known, after they were put into the order of their flow. Events in neither list wait. */
interface Admitted {
  /** First of their key, to be delivered now. */
  first: WebhookEvent[];
  /** Events that cannot be put into the order yet. */
  blocked: WebhookEvent[];
  /** The event that blocks these; undefined if the flow's order has just changed. */
  by: string | undefined;
}

/**
 * Puts claimed events into the order of their flow, in a transaction. An event is only put there when the key of every
 * earlier event of the flow is known; so later events of a key always see the earlier ones.
 * @param events of one flow, with their key
 */
export async function admit(
  db: PlatformDb,
  flow: FlowKey,
  setting: string,
  events: readonly WebhookEvent[],
): Promise<Admitted> {
  const settings = await lockOrders(db, [flow]);
  const held = await holdForExpressions(tenantDb(db, flow.tenant_id), events);
  const those = events.filter(({ id }) => held.has(id)).toSorted(byPlace);
  if (settings.get(flow.id) !== setting) return { first: [], blocked: those, by: undefined };
  const ids = those.map(({ id }) => id);
  const open = await firstOpen(db, flow, setting, ids);
  const isBlocked = (event: WebhookEvent) => open !== undefined && byPlace(open, event) < 0;
  const passing = those.filter((event) => !isBlocked(event));
  const keys = passing.map(({ order_key }) => order_key!);
  const busy = await keysInDelivery(db, flow, setting, keys);
  const [first, waiting]: WebhookEvent[][] = [[], []];
  for (const event of passing) {
    if (busy.has(event.order_key!)) waiting!.push(event);
    else first!.push({ ...event, order_state: 'first' });
    busy.add(event.order_key!);
  }
  await enterGroups(db, first!, 'first');
  await enterGroups(db, waiting!, 'waiting');
  return { first: first!, blocked: those.filter(isBlocked), by: open?.id };
}

type Place = Pick<WebhookEvent, 'id' | 'order_place'>;

function byPlace(a: Place, b: Place): number {
  const difference = Number(a.order_place) - Number(b.order_place);
  return difference !== 0 ? difference : Number(a.id > b.id) - Number(a.id < b.id);
}
