import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import type { TargetSecrets } from '../../flows/index.ts';
import type { ClientCertificate, Outbound } from '../../http/index.ts';
import type { FlowDelivery } from '../../schema/index.ts';
import { toRfc3339, type Clock } from '../../system/clock.ts';
import { newId } from '../../system/ids.ts';
import type { EndedAttempt } from './delivery-store.ts';
import { reasonColumns, type WebhookEvent } from '../event-store.ts';
import type { Reason } from '../reasons.ts';
import { asCloudEvent } from './cloud-event.ts';
import { contentTypeIn, deliveryHeaders, type DeliverySecrets } from './delivery-headers.ts';
import { renewClaim } from './parsed-store.ts';
import type { BodyOf } from './request-body.ts';
import { sendEvent, unsent, type Outcome } from './send-event.ts';
import { GONE_WAIT, OVERLOADED_WAIT, timeoutOf, waitAfter } from './schedule.ts';
import type { WebhookSecrets } from '../secrets.ts';
import type { Target, TargetCertificate } from './target-read.ts';

const DELETED: Reason = { text: 'The webhook has been deleted.', code: 'webhook_deleted' };

const REMOVED: Reason = {
  text: 'The webhook no longer delivers to this flow. Add it to additional_flows, then replay the event.',
  code: 'flow_removed',
};

function expired(at: number): Reason {
  const text = `target_client_certificate of the flow expired on ${toRfc3339(at).slice(0, 10)}. Set a new one with its target_client_key.`;
  return { text, code: 'client_certificate' };
}

const OVERLOADED: Reason = {
  text: 'Too many expressions are being evaluated. The event will be sent shortly.',
  code: 'overloaded',
};

/**
 * Tries to deliver an event once, and decides what follows. Writes nothing.
 * @param target undefined if the webhook has been deleted
 */
export type TryDelivery = (event: WebhookEvent, target: Target | undefined) => Promise<EndedAttempt>;

export function createTryDelivery(parts: {
  database: Database;
  outbound: Outbound;
  secrets: WebhookSecrets;
  targetSecrets: TargetSecrets;
  bodyOf: BodyOf;
  clock: Clock;
}): TryDelivery {
  const { database, outbound, secrets, targetSecrets, bodyOf, clock } = parts;

  async function send(
    event: WebhookEvent,
    target: Target | undefined,
  ): Promise<Outcome | 'overloaded' | 'lost'> {
    if (target === undefined || target.isRemoved) return unsent(target === undefined ? DELETED : REMOVED);
    const { delivery } = target;
    const data = await bodyOf(event, delivery);
    if (data === 'overloaded') return data;
    if ('failure' in data) return unsent(data.failure);
    const type = contentTypeIn(delivery) ?? data.type;
    const body =
      delivery.format === undefined ? data : asCloudEvent(event, delivery.format, { ...data, type });
    const { certificate, authorities } = target;
    if (certificate !== null && certificate.expiresAt <= clock())
      return unsent(expired(certificate.expiresAt));
    const opened = await openSecrets(event, target);
    const clientCertificate = certificate && (await openCertificate(event, target, certificate));
    // After a pause of this process, another one may already have sent later events of the key.
    if (event.order_state === 'first') {
      const db = tenantDb(platformDb(database), event.tenant_id);
      if (!(await renewClaim(db, event))) return 'lost';
    }
    return sendEvent(outbound, {
      url: target.url!,
      headers: deliveryHeaders(event, delivery, body, opened, clock()),
      body: body.bytes,
      timeout: timeoutOf(delivery),
      ...(clientCertificate !== null && { clientCertificate }),
      ...(authorities !== null && { authorities }),
    });
  }

  async function openCertificate(
    { tenant_id }: WebhookEvent,
    { flowId }: Target,
    { cert, key }: TargetCertificate,
  ): Promise<ClientCertificate> {
    const flow = { tenant_id, id: flowId };
    return { cert, key: await targetSecrets.open(flow, 'target_client_key', key) };
  }

  async function openSecrets(
    { tenant_id, webhook_id }: WebhookEvent,
    { signingSecrets, flowId, authorization }: Target,
  ): Promise<DeliverySecrets> {
    const webhook = { tenant_id, id: webhook_id };
    const flow = { tenant_id, id: flowId };
    return {
      signing: await Promise.all(
        signingSecrets.map((sealed) => secrets.open(webhook, 'signing_secret', sealed)),
      ),
      authorization: authorization && (await targetSecrets.open(flow, 'target_authorization', authorization)),
    };
  }

  return async (event, target) => {
    const startedAt = clock();
    if (target !== undefined && target.idle !== null) return paused(event, target.idle, startedAt, null);
    const outcome = await send(event, target);
    // What follows a lost claim does not count.
    if (outcome === 'overloaded' || outcome === 'lost')
      return paused(event, OVERLOADED, clock(), OVERLOADED_WAIT);
    const { failure, status_code, answer, retryAfter } = outcome;
    const now = clock();
    const counted = event.attempts - event.earlier_attempts;
    const wait =
      failure === null || target === undefined || target.isRemoved
        ? null
        : waitFor(target.delivery, failure, counted, retryAfter);
    const failedState = wait === null ? 'failed' : 'pending';
    return {
      progress: {
        tenant_id: event.tenant_id,
        id: event.id,
        attempts: event.attempts,
        earlier_attempts: event.earlier_attempts,
        state: failure === null ? 'delivered' : failedState,
        ...reasonColumns(failure),
        next_attempt_at: wait,
        updated_at: now,
      },
      delivery: {
        tenant_id: event.tenant_id,
        id: newId(),
        event_id: event.id,
        attempt: event.attempts,
        state: failure === null ? 'succeeded' : 'failed',
        status_code,
        error: failure?.text ?? null,
        error_code: failure?.code ?? null,
        answer,
        next_attempt_at: wait === null ? null : now + wait,
        created_at: startedAt,
        // The clock may be set during the attempt.
        milliseconds: Math.min(Math.max(0, now - startedAt), 2 ** 31 - 1),
      },
    };
  };
}

const LIMITED: Reason = {
  text: 'The delivery rate or concurrency of the flow is used up. The event will be sent as soon as they allow.',
  code: 'delivery_limited',
};

/** An event that must wait although it is due. It keeps its place: those received earlier come first. */
export function limited(event: WebhookEvent, now: number): EndedAttempt {
  return paused(event, LIMITED, now, Math.min(0, event.received_at - now));
}

/** Milliseconds until the next attempt; null after the last. When the target is gone, the event is only held then. */
function waitFor(
  delivery: FlowDelivery,
  { code }: Reason,
  attempts: number,
  retryAfter: number | null,
): number | null {
  if (code === 'target_gone') return GONE_WAIT;
  const wait = waitAfter(delivery, attempts, Math.random());
  return wait === null ? null : Math.max(wait, retryAfter ?? 0);
}

/**
 * Nothing was sent, so it does not count as an attempt.
 * @param wait milliseconds until the event is due again; null: it is held (`held-events.ts`)
 */
function paused(event: WebhookEvent, reason: Reason, now: number, wait: number | null): EndedAttempt {
  const { tenant_id, id, attempts, earlier_attempts } = event;
  return {
    progress: {
      tenant_id,
      id,
      attempts,
      earlier_attempts: earlier_attempts + 1,
      state: 'pending',
      ...reasonColumns(reason),
      next_attempt_at: wait,
      updated_at: now,
    },
    delivery: null,
  };
}
