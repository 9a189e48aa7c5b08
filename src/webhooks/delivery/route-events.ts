import { inTransaction, platformDb, tenantDb, type Database } from '../../db/index.ts';
import type { Clock } from '../../system/clock.ts';
import { reasonColumns, type WebhookEvent } from '../event-store.ts';
import { filterEvents, type Filterable, type FilterResult, type ParsedEvent } from '../parsing/index.ts';
import type { Reason } from '../reasons.ts';
import type { EndedAttempt } from './delivery-store.ts';
import { endedAs, retryLater } from './ended.ts';
import { holdForExpressions } from './parsed-store.ts';
import { queueOf, type QueueKey } from './queue.ts';
import { storeRouted } from './routed-store.ts';
import { routesOf, type Route } from './routes.ts';
import { rowBeside } from './row-beside.ts';
import { sampleOf } from './sample-of.ts';
import type { Target, WebhookKey } from './target-read.ts';

/**
 * Decides which flows of a webhook receive its events. The row of an event is for the webhook's own flow; each
 * additional flow that receives the event gets a copy, with its own state, retries and replays. An event is copied to
 * all of its flows, or to none and is routed again.
 * @param events claimed events of one webhook, which are parsed if it has a parser
 */
export type RouteEvents = (
  key: WebhookKey,
  events: readonly WebhookEvent[],
  target: Target,
) => Promise<Routed>;

interface Routed {
  /** Events that the webhook's own flow receives and that this process still holds. */
  ready: WebhookEvent[];
  /** Events that it does not receive. */
  ended: EndedAttempt[];
  /** The queues of the flows that receive a copy. */
  due: QueueKey[];
}

type Results = Map<Route, FilterResult | undefined>;

export function createRouteEvents(parts: { database: Database; clock: Clock }): RouteEvents {
  const { database, clock } = parts;

  return async ({ tenant_id }, events, target) => {
    const results = await applyFilters(tenant_id, events, target);
    const now = clock();
    const routed: Routed = { ready: [], ended: [], due: [] };
    const changed: WebhookEvent[] = [];
    const received = new Set<string>();
    const copies = new Map<string, WebhookEvent[]>();
    for (const [event, ofEvent] of results) {
      if ([...ofEvent.values()].includes(undefined)) {
        routed.ended.push(retryLater(event, now));
        continue;
      }
      const decision = decide(event, ofEvent as Map<Route, FilterResult>);
      const { reason, routing } = decision;
      if (reason !== null)
        routed.ended.push(
          endedAs(event, reason.code === 'filter_failed' ? 'failed' : 'filtered', reason, now),
        );
      else received.add(event.id);
      if (reason !== null && routing === event.routing) continue;
      changed.push({ ...event, routing });
      copies.set(event.id, decision.copies);
    }
    const held = await inTransaction(database, (db) => storeRouted(tenantDb(db, tenant_id), changed, copies));
    routed.ready = changed.filter(({ id }) => received.has(id) && held.has(id));
    const queues = new Map([...copies.values()].flat().map((copy) => [copy.flow_id, queueOf(copy)] as const));
    return { ...routed, due: [...queues.values()] };
  };

  /** The results of the filters that concern each event. Without those that another process holds now. */
  async function applyFilters(
    tenantId: string,
    events: readonly WebhookEvent[],
    target: Target,
  ): Promise<Map<WebhookEvent, Results>> {
    const results = new Map(events.map((event) => [event, new Map() as Results]));
    for (const route of routesOf(target)) {
      const concerned = [...results.keys()].filter((event) => isConcerned(event, route, target));
      if (concerned.length === 0) continue;
      if (route.filter?.expression !== undefined) {
        const held = await holdForExpressions(tenantDb(platformDb(database), tenantId), concerned);
        for (const event of concerned.filter(({ id }) => !held.has(id))) results.delete(event);
      }
      const left = concerned.filter((event) => results.has(event));
      const outcomes = await filterEvents(route.filter, left.map(filterable), tenantId);
      left.forEach((event, index) => results.get(event)!.set(route, outcomes[index]));
    }
    return results;
  }
}

/** An event that was routed before concerns only its own flow. An additional flow may have become the webhook's own. */
function isConcerned(event: WebhookEvent, route: Route, target: Target): boolean {
  if (event.routing === null) return true;
  return event.flow_id === route.flow_id || (route.flow_id === null && event.flow_id === target.flowId);
}

function filterable({ kind, parsed, ...event }: WebhookEvent): Filterable {
  return {
    kind,
    parsed: parsed === null ? null : (JSON.parse(parsed) as ParsedEvent),
    sample: sampleOf(event),
  };
}

interface Decision {
  /** Why the event's own row is not delivered; null if it is. */
  reason: Reason | null;
  routing: WebhookEvent['routing'];
  copies: WebhookEvent[];
}

function decide(event: WebhookEvent, results: ReadonlyMap<Route, FilterResult>): Decision {
  const isFirst = event.routing === null;
  const others = [...results].filter(([{ flow_id }]) => isFirst && flow_id !== null);
  const copies = others.flatMap(([{ flow_id }, result]) => {
    const reason = reasonOf(result);
    return reason?.code === 'filter_not_matched' ? [] : [copyFor(event, flow_id!, reason)];
  });
  const own = [...results].find(([{ flow_id }]) => !isFirst || flow_id === null)?.[1];
  // Its flow was removed from the webhook, so the delivery fails. The filter applies if the flow is added again.
  if (own === undefined) return { reason: null, routing: event.routing, copies };
  const reason = reasonOf(own);
  if (reason === null) return { reason, routing: 'matched', copies };
  // No flow has received it, so a replay applies all filters again.
  if (isFirst && copies.length === 0)
    return { reason: reason.code === 'filter_failed' ? reason : NO_MATCH, routing: null, copies };
  return { reason, routing: 'unmatched', copies };
}

const NO_MATCH: Reason = {
  text: 'No filter of the webhook matches the event, so no flow receives it. To deliver it, change a filter, then replay the event.',
  code: 'no_filter_matched',
};

/** Why a flow does not receive an event; null if it does. */
function reasonOf(result: FilterResult): Reason | null {
  if (!result.ok)
    return {
      text: `The filter of the flow failed: ${result.reason} Correct the filter, then replay the event.`,
      code: 'filter_failed',
    };
  if (result.matches) return null;
  const text =
    'The filter of this flow does not match the event. To deliver it, change the filter, then replay the event.';
  return { text, code: 'filter_not_matched' };
}

/** @param failed why the filter of the flow failed; null if it matches */
function copyFor(event: WebhookEvent, flow_id: string, failed: Reason | null): WebhookEvent {
  // The parsed event is enough, and the row with the request keeps its body.
  const noBody = { content_type: null, body: '', body_is_base64: false };
  return {
    ...rowBeside(event),
    ...(event.parsed !== null && noBody),
    split_from: null,
    fanned_out_from: event.id,
    // The event that has the sender's ID is the one that later requests repeat.
    sender_id: null,
    flow_id,
    routing: failed === null ? 'matched' : 'unmatched',
    state: failed === null ? 'pending' : 'failed',
    ...reasonColumns(failed),
    ...(failed !== null && { next_attempt_at: null, order_state: null }),
  };
}
