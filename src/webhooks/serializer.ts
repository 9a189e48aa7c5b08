import { declared, plainAttributes, type ResourceView } from '../jsonapi/index.ts';
import { timeOrNull, toRfc3339 } from '../system/clock.ts';
import type { Shown } from './blocked-events.ts';
import type { Delivery } from './delivery/delivery-store.ts';
import type { ListedEvent, WebhookEvent } from './event-store.ts';
import { bodyPreviewOf, typeOf } from './event-summary.ts';
import type { RejectedRequest } from './rejections/rejection-store.ts';
import type { Replay } from './replay-store.ts';
import type { SigningSecret } from './signing-secrets.ts';
import type { NewWebhook } from './store.ts';
import type { WebhookTest } from './try-webhook.ts';
import type { VerificationToken } from './verification-token.ts';
import { isWaitingForSecret } from './waiting-for-secret.ts';

/** @param publicUrl the base URL under which senders reach the endpoint */
export function createWebhookView(publicUrl: string): ResourceView<NewWebhook> {
  return {
    ...declared('webhook'),
    id: (webhook) => webhook.id,
    path: (webhook) => `/v2/tenants/${webhook.tenant_id}/webhooks/${webhook.id}`,
    version: (webhook) => webhook.version,
    attributes: (webhook) => ({
      ...plainAttributes('webhook', webhook),
      endpoint: `${publicUrl}/hooks/${webhook.hook_id}`,
      has_secret: webhook.secret !== null,
      waiting_for_secret: isWaitingForSecret(webhook),
      has_decryption_key: webhook.decryption_key !== null,
      has_verification_token: webhook.secret !== null && webhook.secret_shown,
      previous_secret_until: timeOrNull(webhook.previous_secret_until),
      signing_secret: webhook.shown_signing_secret,
      failing_since: timeOrNull(webhook.failing_since),
      failing_flows: failingFlowsOf(webhook),
      rejecting_since: timeOrNull(webhook.rejecting_since),
      created_at: toRfc3339(webhook.created_at),
      updated_at: toRfc3339(webhook.updated_at),
    }),
    relationships: (webhook) => ({
      flow: { type: 'flow', id: webhook.flow_id },
      credential: webhook.credential_id === null ? null : { type: 'credential', id: webhook.credential_id },
      created_by: webhook.created_by === null ? null : { type: 'user', id: webhook.created_by },
    }),
    onceOnly: ['signing_secret'],
  };
}

/** The flows to which deliveries fail, the webhook's own first. */
function failingFlowsOf({ flow_id, failing_since, failing_flows, additional_flows }: NewWebhook) {
  const current = new Set(additional_flows.map((flow) => flow.flow_id));
  const added = failing_flows.filter((flow) => current.has(flow.flow_id));
  const all = failing_since === null ? added : [{ flow_id, failing_since }, ...added];
  return all.map((flow) => ({ ...flow, failing_since: toRfc3339(Number(flow.failing_since)) }));
}

export const webhookEventView: ResourceView<Shown<WebhookEvent> | Shown<ListedEvent>> = {
  ...declared('webhook-event'),
  id: (event) => event.id,
  path: (event) => `/v2/tenants/${event.tenant_id}/webhook-events/${event.id}`,
  // The start and the end of an attempt both change it.
  version: (event) => event.updated_at,
  attributes: (event) => ({
    kind: event.kind,
    state: event.state,
    state_reason: event.state_reason,
    state_reason_code: event.state_reason_code,
    content_type: event.content_type,
    headers: event.headers === null ? {} : (JSON.parse(event.headers) as Record<string, string>),
    event_type: typeOf(event),
    body_preview: bodyPreviewOf(event),
    ...('body' in event && contentOf(event)),
    external_user_id: event.external_user_id,
    order_key: event.order_key,
    attempts: event.attempts,
    last_status_code: event.last_status_code,
    next_attempt_at: timeOrNull(event.next_attempt_at),
    received_at: toRfc3339(event.received_at),
    updated_at: toRfc3339(event.updated_at),
  }),
  relationships: (event) => ({
    webhook: { type: 'webhook', id: event.webhook_id },
    credential: event.credential_id === null ? null : { type: 'credential', id: event.credential_id },
    duplicate_of: event.duplicate_of === null ? null : { type: 'webhook-event', id: event.duplicate_of },
    split_from: event.split_from === null ? null : { type: 'webhook-event', id: event.split_from },
    flow: event.flow_id === null ? null : { type: 'flow', id: event.flow_id },
    fanned_out_from:
      event.fanned_out_from === null ? null : { type: 'webhook-event', id: event.fanned_out_from },
    blocked_by: event.blocked_by === null ? null : { type: 'webhook-event', id: event.blocked_by },
  }),
};

function contentOf({ body, body_is_base64, parsed }: WebhookEvent) {
  return {
    body,
    body_encoding: body_is_base64 ? 'base64' : 'utf-8',
    parsed: parsed === null ? null : (JSON.parse(parsed) as object),
  };
}

/** One attempt; it is only available in the list of its event, so it has no URL. */
export const deliveryView: ResourceView<Delivery> = {
  ...declared('delivery'),
  id: (delivery) => delivery.id,
  version: () => 1,
  attributes: (delivery) => ({
    state: delivery.state,
    attempt: delivery.attempt,
    status_code: delivery.status_code,
    error: delivery.error,
    error_code: delivery.error_code,
    answer: delivery.answer,
    next_attempt_at: timeOrNull(delivery.next_attempt_at),
    milliseconds: delivery.milliseconds,
    created_at: toRfc3339(delivery.created_at),
  }),
  relationships: (delivery) => ({ webhook_event: { type: 'webhook-event', id: delivery.event_id } }),
  related: ({ event_id }, tenantId) => ({ webhook_event: inTenant(tenantId, 'webhook-events', event_id) }),
};

/** Only available in the list of its webhook, so it has no URL. */
export const rejectedRequestView: ResourceView<RejectedRequest> = {
  ...declared('rejected-request'),
  id: (rejected) => rejected.id,
  version: () => 1,
  attributes: (rejected) => ({
    kind: rejected.kind,
    code: rejected.code,
    reason: rejected.reason,
    method: rejected.method,
    ip_address: rejected.ip_address,
    headers: JSON.parse(rejected.headers) as Record<string, string>,
    body_bytes: rejected.body_bytes === null ? null : Number(rejected.body_bytes),
    received_at: toRfc3339(Number(rejected.received_at)),
  }),
  relationships: ({ webhook_id }) => ({ webhook: { type: 'webhook', id: webhook_id } }),
  related: ({ webhook_id }, tenantId) => ({ webhook: inTenant(tenantId, 'webhooks', webhook_id) }),
};

export const replayView: ResourceView<Replay> = {
  ...declared('replay'),
  id: (replay) => replay.id,
  path: ({ tenant_id, webhook_id, id }) => `/v2/tenants/${tenant_id}/webhooks/${webhook_id}/replays/${id}`,
  version: (replay) => replay.version,
  attributes: (replay) => ({
    state: replay.state,
    since: toRfc3339(replay.since),
    until: toRfc3339(replay.until),
    states: replay.states,
    types: replay.types,
    search: replay.search,
    total: replay.count_position === null ? replay.counted : null,
    replayed: replay.replayed,
    next_since: null,
    finished_at: timeOrNull(replay.finished_at),
    created_at: toRfc3339(replay.created_at),
    updated_at: toRfc3339(replay.updated_at),
  }),
  relationships: (replay) => ({
    webhook: { type: 'webhook', id: replay.webhook_id },
    created_by: replay.created_by === null ? null : { type: 'user', id: replay.created_by },
  }),
};

/** Only a response; the secret is not shown again. */
export const signingSecretView: ResourceView<SigningSecret> = {
  ...declared('signing-secret'),
  id: (secret) => secret.id,
  version: () => 1,
  attributes: ({ signing_secret, previous_until }) => ({
    signing_secret,
    previous_until: timeOrNull(previous_until),
  }),
  relationships: ({ webhook_id }) => ({ webhook: { type: 'webhook', id: webhook_id } }),
  related: ({ webhook_id }, tenantId) => ({ webhook: inTenant(tenantId, 'webhooks', webhook_id) }),
  onceOnly: ['signing_secret'],
};

/** The secret of a webhook, to be entered at the sender. */
export const verificationTokenView: ResourceView<VerificationToken> = {
  ...declared('verification-token'),
  id: ({ id }) => id,
  version: ({ version }) => version,
  attributes: ({ verification_token }) => ({ verification_token }),
  relationships: ({ id }) => ({ webhook: { type: 'webhook', id } }),
  related: ({ id }, tenantId) => ({ webhook: inTenant(tenantId, 'webhooks', id) }),
};

/** Only a response; not stored. */
export const webhookTestView: ResourceView<WebhookTest> = {
  ...declared('webhook-test'),
  id: (test) => test.id,
  version: () => 1,
  attributes: ({ sender, handshake, headers, parser, response, flows }) => ({
    sender,
    handshake: handshake && { content_type: handshake.contentType, body: handshake.body },
    headers,
    parser:
      parser &&
      (parser.ok
        ? { parsed: parser.events?.[0] ?? null, events: parser.events ?? [], reason: null }
        : { parsed: null, events: [], reason: parser.reason }),
    response:
      response &&
      (response.ok ? { body: response.body, reason: null } : { body: null, reason: response.reason }),
    flows: flows.map(({ flow_id, result }) => ({
      flow_id,
      matches: result.ok && result.matches,
      reason: result.ok ? null : result.reason,
    })),
  }),
  relationships: ({ webhook_id, credential_id, duplicate_of }) => ({
    webhook: { type: 'webhook', id: webhook_id },
    credential: credential_id === null ? null : { type: 'credential', id: credential_id },
    duplicate_of: duplicate_of === null ? null : { type: 'webhook-event', id: duplicate_of },
  }),
  related: ({ webhook_id, credential_id, duplicate_of }, tenantId) => ({
    webhook: inTenant(tenantId, 'webhooks', webhook_id),
    credential: inTenant(tenantId, 'credentials', credential_id),
    duplicate_of: inTenant(tenantId, 'webhook-events', duplicate_of),
  }),
};

function inTenant(tenantId: string, plural: string, id: string | null): string | undefined {
  return id === null ? undefined : `/v2/tenants/${tenantId}/${plural}/${id}`;
}
