import { setTimeout } from 'node:timers/promises';
import { inTransaction, platformDb, tenantDb, type Database } from '../../../db/index.ts';
import type { Clock } from '../../../system/clock.ts';
import type { WebhookEvent } from '../../event-store.ts';
import type { EndedAttempt } from '../delivery-store.ts';
import { endedAs, retryLater } from '../ended.ts';
import { holdForExpressions, updateHeld } from '../parsed-store.ts';
import type { Target, TargetRead } from '../target-read.ts';
import { admit } from './admit.ts';
import { orderKeys } from './order-keys.ts';
import { leaveGroups } from './release.ts';

/** Milliseconds between two looks at an event that blocks others, and how often to look before these are given up. */
const LOOK = { every: 50, times: 40 };

/** Milliseconds after which blocked events are claimed again. Longer for those that have waited long. */
const BLOCKED = { shortest: 100, longest: 10_000 };

/**
 * Puts claimed events into the order of their flow, if it has one.
 * @param events that were parsed and filtered
 * @returns those to be delivered now, and those that are finished or claimed again later. The others wait for an earlier
 * event of their key, or another process holds them now
 */
export type OrderEvents = (
  events: readonly WebhookEvent[],
) => Promise<{ ready: WebhookEvent[]; ended: EndedAttempt[] }>;

type OrderedTarget = Target & { orderSetting: string };

export function createOrderEvents(parts: {
  database: Database;
  readTarget: TargetRead;
  clock: Clock;
}): OrderEvents {
  const { database, readTarget, clock } = parts;

  return async (events) => {
    const result = { ready: [] as WebhookEvent[], ended: [] as EndedAttempt[] };
    const unordered: WebhookEvent[] = [];
    const misplaced: WebhookEvent[] = [];
    const open = new Map<string, { target: OrderedTarget; events: WebhookEvent[] }>();
    for (const event of events) {
      const target = event.order_state === null ? undefined : await readTarget(event, clock());
      const isOrdered = target !== undefined && !target.isRemoved && target.orderSetting !== null;
      if (event.order_state === null || (event.order_state === 'first' && !isOrdered))
        result.ready.push(event);
      else if (!isOrdered) unordered.push(event);
      else if (isFirstIn(event, target)) result.ready.push(event);
      else {
        if (event.order_state === 'first') misplaced.push(event);
        const ofFlow = open.get(target.flowId) ?? { target: target as OrderedTarget, events: [] };
        open.set(target.flowId, ofFlow);
        ofFlow.events.push(event);
      }
    }
    if (misplaced.length > 0) await inTransaction(database, (db) => leaveGroups(db, misplaced));
    result.ready.push(...(await withoutOrder(unordered)));
    for (const { target, events: ofFlow } of open.values()) {
      const { ready, ended } = await order(ofFlow, target);
      result.ready.push(...ready);
      result.ended.push(...ended);
    }
    return result;
  };

  async function withoutOrder(events: readonly WebhookEvent[]): Promise<WebhookEvent[]> {
    if (events.length === 0) return [];
    const changes = events.map(({ tenant_id, id, attempts }) => ({
      tenant_id,
      id,
      attempts,
      order_state: null,
    }));
    const db = tenantDb(platformDb(database), events[0]!.tenant_id);
    const held = await updateHeld(db, changes, ['order_state']);
    return events
      .filter(({ id }) => held.has(id))
      .map((event): WebhookEvent => ({ ...event, order_state: null }));
  }

  /** @param claimed events of one flow */
  async function order(claimed: readonly WebhookEvent[], { delivery, flowId, orderSetting }: OrderedTarget) {
    const flow = { tenant_id: claimed[0]!.tenant_id, id: flowId };
    const held = await holdForExpressions(tenantDb(platformDb(database), flow.tenant_id), claimed);
    const events = claimed.filter(({ id }) => held.has(id));
    const outcomes = events.length === 0 ? [] : await orderKeys(delivery.order?.key, events);
    const now = clock();
    const ended: EndedAttempt[] = [];
    const keyless: WebhookEvent[] = [];
    let keyed: WebhookEvent[] = [];
    events.forEach((event, index) => {
      const outcome = outcomes[index];
      if (outcome === undefined) ended.push(retryLater(event, now));
      else if ('failure' in outcome) ended.push(endedAs(event, 'failed', outcome.failure, now));
      else if (outcome.key === null) keyless.push(event);
      else
        keyed.push({
          ...event,
          order_flow_id: flowId,
          order_setting: orderSetting,
          order_key: outcome.key,
        });
    });
    const ready = await withoutOrder(keyless);
    for (let look = 1; keyed.length > 0; look += 1) {
      const { first, blocked, by } = await inTransaction(database, (db) =>
        admit(db, flow, orderSetting, keyed),
      );
      ready.push(...first);
      keyed = blocked;
      // Events that are ready do not wait for the others.
      if (ready.length === 0 && look < LOOK.times && by !== undefined) await setTimeout(LOOK.every);
      else {
        ended.push(...keyed.map((event) => blockedBy(event, by, clock())));
        break;
      }
    }
    return { ready, ended };
  }
}

function isFirstIn(event: WebhookEvent, { flowId, orderSetting }: Target): boolean {
  const { order_state, order_flow_id, order_setting } = event;
  return order_state === 'first' && order_flow_id === flowId && order_setting === orderSetting;
}

/** Nothing was sent, so it does not count as an attempt. @param by the event that blocks it */
function blockedBy(event: WebhookEvent, by: string | undefined, now: number): EndedAttempt {
  const text =
    by === undefined
      ? 'The order of the flow has just changed. The event will be sent shortly.'
      : `The key of an earlier event, ${by}, is not known yet.`;
  const { progress } = endedAs(event, 'pending', { text, code: 'waiting_for_earlier_event' }, now);
  const waited = Math.max(0, now - event.received_at) / 4;
  const next_attempt_at = Math.round(Math.min(BLOCKED.longest, Math.max(BLOCKED.shortest, waited)));
  const earlier_attempts = event.earlier_attempts + 1;
  return { progress: { ...progress, earlier_attempts, next_attempt_at }, delivery: null };
}
