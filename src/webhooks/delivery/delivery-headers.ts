import { createHmac } from 'node:crypto';
import { signedHeaders } from '../../signatures/index.ts';
import type { FlowDelivery } from '../../schema/index.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { RequestBody } from './request-body.ts';
import { storedHeaders } from './sample-of.ts';

/** The secrets of a delivery, opened. */
export interface DeliverySecrets {
  /** Those of the webhook, the current one first. */
  signing: readonly string[];
  /** The value of the Authorization header. */
  authorization: string | null;
}

/**
 * The headers of a delivery: those that describe the event, the flow's own, the ID and time per Standard Webhooks, and
 * the signature.
 * @param now milliseconds since the epoch
 */
export function deliveryHeaders(
  { id, headers }: Pick<WebhookEvent, 'id' | 'headers'>,
  { headers: own = {}, signing = { type: 'standard_webhooks' } }: FlowDelivery,
  { type, bytes, headers: fixed }: RequestBody,
  secrets: DeliverySecrets,
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const set = Object.entries(own).map(([name, value]) => [name.toLowerCase(), value ?? '']);
  const { 'webhook-signature': _, ...kept } = storedHeaders({ headers });
  return {
    ...(fixed === undefined ? kept : withoutCloudEvent(kept)),
    'content-type': type,
    ...(Object.fromEntries(set) as Record<string, string>),
    ...fixed,
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...signatureOf(signing, secrets.signing, { id, now, bytes }),
    ...(secrets.authorization !== null && { authorization: secrets.authorization }),
  };
}

/** The content type that the flow sets. */
export function contentTypeIn({ headers = {} }: FlowDelivery): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
}

/** A sender's CloudEvent has attributes of its own, which would mix with those of the delivery. */
function withoutCloudEvent(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('ce-')));
}

function signatureOf(
  { type, header = '', encoding = 'hex', prefix }: NonNullable<FlowDelivery['signing']>,
  secrets: readonly string[],
  { id, now, bytes }: { id: string; now: number; bytes: Buffer },
): Record<string, string> {
  switch (type) {
    case 'none':
      return {};
    case 'standard_webhooks':
      return signedHeaders(id, bytes, secrets, now);
    case 'hmac_sha256': {
      // The header has room for one signature, so while two secrets overlap, it is made with the previous one.
      const digest = createHmac('sha256', secrets.at(-1)!).update(bytes).digest(encoding);
      return { [header.toLowerCase()]: `${prefix ?? (encoding === 'hex' ? 'sha256=' : '')}${digest}` };
    }
  }
}
