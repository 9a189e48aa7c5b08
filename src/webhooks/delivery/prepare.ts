import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import type { Clock } from '../../system/clock.ts';
import { parserFor } from '../config-services.ts';
import type { WebhookEvent } from '../event-store.ts';
import { parseEvents, type Parser } from '../parsing/index.ts';
import { STOPPED } from '../reasons.ts';
import type { EndedAttempt } from './delivery-store.ts';
import { endedAs, retryLater } from './ended.ts';
import { matchEvents, type EventWithParsed } from './match-events.ts';
import { holdForExpressions } from './parsed-store.ts';
import type { QueueKey } from './queue.ts';
import { createOrderEvents } from './order/order-events.ts';
import { createRouteEvents } from './route-events.ts';
import { sampleOf } from './sample-of.ts';
import { sameId } from './split-list.ts';
import type { Target, TargetRead, WebhookCredential, WebhookKey } from './target-read.ts';

/**
 * Prepares events of one queue for delivery. If their webhook has a parser, they are parsed first: type, the sender's
 * ID, the user, and the data. Events whose sender's ID was seen before are marked as duplicates. Then the filters of the
 * webhook's flows decide which of these receive the event. Those for a flow with ordered delivery get their place in it.
 * @returns events ready for delivery, and those that are finished. Events in neither are now held by another process
 */
export type Prepare = (events: readonly WebhookEvent[]) => Promise<Prepared>;

interface Prepared {
  ready: WebhookEvent[];
  ended: EndedAttempt[];
  /** Queues that have more due events than before. */
  due: QueueKey[];
}

export function createPrepare(parts: { database: Database; readTarget: TargetRead; clock: Clock }): Prepare {
  const { database, readTarget, clock } = parts;
  const routeEvents = createRouteEvents(parts);
  const orderEvents = createOrderEvents(parts);

  return async (events) => {
    const prepared: Prepared = { ready: [], ended: [], due: [] };
    const [stopped, pending] = [events.filter(isStopped), events.filter((event) => !isStopped(event))];
    for (const event of stopped) prepared.ended.push(endedAs(event, 'failed', STOPPED, clock()));
    for (const webhook_id of new Set(pending.map((event) => event.webhook_id))) {
      const ofWebhook = pending.filter((event) => event.webhook_id === webhook_id);
      // The queue of an additional flow has events of several webhooks, but hardly any that must be routed again.
      const isRouted = ofWebhook.every(({ routing }) => routing === 'matched');
      add(prepared, isRouted ? { ready: ofWebhook, ended: [], due: [] } : await prepareAll(ofWebhook));
    }
    const { ready, ended } = await orderEvents(prepared.ready);
    return { ready, ended: [...prepared.ended, ...ended], due: prepared.due };
  };

  /** @param events of one webhook */
  async function prepareAll(events: WebhookEvent[]): Promise<Prepared> {
    const { tenant_id, webhook_id } = events[0]!;
    const key = { tenant_id, webhook_id };
    const target = await readTarget({ ...key, flow_id: null }, clock());
    if (target === undefined) return { ready: events, ended: [], due: [] };
    const parsed = await parseUnparsed(events, key, target);
    if (target.filter === null && target.additionalFlows.length === 0) return parsed;
    const toRoute = parsed.ready.filter(({ routing }) => routing !== 'matched');
    const prepared = { ...parsed, ready: parsed.ready.filter((event) => !toRoute.includes(event)) };
    if (toRoute.length > 0) add(prepared, await routeEvents(key, toRoute, target));
    return prepared;
  }

  async function parseUnparsed(
    events: readonly WebhookEvent[],
    key: WebhookKey,
    { services, credential }: Target,
  ): Promise<Prepared> {
    const prepared: Prepared = { ready: [], ended: [], due: [] };
    for (const kind of ['event', 'action'] as const) {
      const parser = parserFor(services, kind);
      const ofKind = events.filter((event) => event.kind === kind);
      // Copies for other flows are not parsed again: they would be duplicates of each other.
      const unparsed =
        parser === undefined
          ? []
          : ofKind.filter(({ parsed, routing }) => parsed === null && routing === null);
      prepared.ready.push(...ofKind.filter((event) => !unparsed.includes(event)));
      if (unparsed.length > 0) add(prepared, await parseAll(unparsed, key, { parser: parser!, credential }));
    }
    return prepared;
  }

  async function parseAll(
    claimed: readonly WebhookEvent[],
    key: WebhookKey,
    { parser, credential }: { parser: Parser; credential: WebhookCredential | null },
  ): Promise<Prepared> {
    const held = await holdForExpressions(tenantDb(platformDb(database), key.tenant_id), claimed);
    const events = claimed.filter(({ id }) => held.has(id));
    if (events.length === 0) return { ready: [], ended: [], due: [] };
    const outcomes = await parseEvents(parser, events.map(sampleOf), key.tenant_id);
    const now = clock();
    const parsedEvents: EventWithParsed[] = [];
    const ended: EndedAttempt[] = [];
    outcomes.forEach((outcome, index) => {
      const event = events[index]!;
      if (outcome === undefined) ended.push(retryLater(event, now));
      else if (!outcome.ok)
        ended.push(endedAs(event, 'failed', { text: outcome.reason, code: 'parser_failed' }, now));
      else parsedEvents.push({ event, parsed: outcome.events! });
    });
    const { kept, duplicates, added } = await matchEvents(database, key, credential, parsedEvents);
    for (const { event, first } of duplicates) ended.push(duplicateOf(event, first, now));
    const queue = { tenant_id: key.tenant_id, queue_id: key.webhook_id };
    return { ready: kept, ended, due: added > 0 ? [queue] : [] };
  }
}

/** Whether a user stopped the delivery during an attempt whose process died. */
function isStopped({ state, state_reason_code }: WebhookEvent): boolean {
  return state === 'failed' && state_reason_code === STOPPED.code;
}

function add(prepared: Prepared, { ready, ended, due }: Prepared): void {
  prepared.ready.push(...ready);
  prepared.ended.push(...ended);
  prepared.due.push(...due);
}

function duplicateOf(event: WebhookEvent, first: string, now: number): EndedAttempt {
  const ended = endedAs(event, 'duplicate', sameId(first), now);
  return { ...ended, progress: { ...ended.progress, duplicate_of: first } };
}
