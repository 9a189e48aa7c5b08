import type { Response } from 'express';
import type { WebhookResponse } from '../../schema/index.ts';
import type { Verification } from '../../signatures/index.ts';
import type { EventKind } from '../event-store.ts';
import type { Log } from '../../system/log.ts';
import type { Sample } from '../parsing/index.ts';
import type { WebhookEndpoint } from './endpoint-read.ts';
import { responseBody } from './response-body.ts';

const EMPTY: WebhookResponse = { status: 200 };

/**
 * Default responses for senders with requirements of their own; others get 202 with the ID of the event.
 * Meta: "respond with 200 OK" (https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications)
 * Slack shows the response to a command or an action to users (https://docs.slack.dev/interactivity/handling-user-interaction).
 * Zoom accepts 200 and 204 (https://developers.zoom.us/docs/api/webhooks/#respond-to-webhook-events).
 */
const BY_SENDER: Partial<Record<Verification['type'], WebhookResponse>> = {
  meta: EMPTY,
  slack: EMPTY,
  zoom: EMPTY,
};

/**
 * Responds to the sender of a committed event, as configured on the webhook or else with the sender's default.
 * @param sample the request, for a response by expression
 */
export async function acknowledge(
  response: Response,
  endpoint: WebhookEndpoint,
  kind: EventKind,
  { id, sample, log }: { id: string; sample: Sample; log: Log },
): Promise<void> {
  const wanted = endpoint.responses[kind] ?? (kind === 'action' ? EMPTY : ofSender(endpoint)) ?? accepted(id);
  const { status, content_type } = wanted;
  const of = { sample, id, tenantId: endpoint.tenant_id, webhookId: endpoint.id };
  const body = wanted.expression === undefined ? (wanted.body ?? '') : await responseBody(wanted, of, log);
  // Not Express's json(), which takes longer than everything else here.
  response.writeHead(status, {
    'Webhook-Id': id,
    ...(body !== '' && {
      'Content-Type': `${content_type ?? 'text/plain'}; charset=utf-8`,
      // A tenant wrote this body, and the console has the same origin, so it must be inert in a browser.
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
    }),
    ...(status !== 204 && { 'Content-Length': Buffer.byteLength(body) }),
  });
  response.end(body);
}

function ofSender({ authentication, services }: WebhookEndpoint): WebhookResponse | undefined {
  const verification = authentication === 'signature' ? services.webhook_event_verification : undefined;
  return verification && BY_SENDER[verification.type];
}

function accepted(id: string): WebhookResponse {
  return { status: 202, content_type: 'application/json', body: JSON.stringify({ id }) };
}
