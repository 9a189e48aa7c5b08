import { createBatcher, type Reads } from '../../db/index.ts';
import { hotRead, type TenantLookup } from '../../db/hot-read.ts';
import type { FlowDelivery, WebhookFilter } from '../../schema/index.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { Reason } from '../reasons.ts';
import { readServices, type WebhookServices } from '../config-services.ts';
import type { AdditionalFlow } from '../store.ts';
import { queueOf } from './queue.ts';

/** The current target of a webhook's events. Read at the time of delivery. */
const TARGET: TenantLookup = {
  name: 'webhooks_target',
  key: { tenant_id: 'uuid', id: 'uuid', queue_id: 'uuid' },
  columns: [
    'w.enabled',
    'w.signing_secret',
    'w.previous_signing_secret',
    'w.previous_signing_secret_until',
    'f.status',
    'f.target_url',
    'f.target_gone_at',
    'f.id',
    'w.config_services',
    'w.flow_id',
    'w.filter',
    'w.additional_flows',
    'c.id',
    'c.config_services',
    'c.component_id',
    'c.provider',
    'c.token_url',
    'f.delivery',
    'f.target_authorization',
    'f.order_setting',
    'f.target_client_certificate',
    'f.target_client_key',
    'f.target_client_certificate_expires_at',
    'f.target_ca_certificates',
  ],
  from: `
    JOIN webhooks AS w ON w.tenant_id = wanted.tenant_id AND w.id = wanted.id
    LEFT JOIN flows AS f ON f.tenant_id = w.tenant_id
      AND f.id = CASE wanted.queue_id WHEN w.id THEN w.flow_id ELSE wanted.queue_id END
    LEFT JOIN credentials AS c ON c.tenant_id = w.tenant_id AND c.id = w.credential_id`,
};

type Row = [
  enabled: boolean | number,
  signingSecret: string,
  previousSigningSecret: string | null,
  previousSigningSecretUntil: number | null,
  status: string | null,
  targetUrl: string | null,
  targetGoneAt: number | null,
  flowId: string | null,
  services: string,
  ownFlowId: string,
  filter: string | null,
  additionalFlows: string,
  credentialId: string | null,
  credentialServices: string | null,
  componentId: string | null,
  provider: string | null,
  tokenUrl: string | null,
  delivery: string | null,
  authorization: string | null,
  orderSetting: string | null,
  clientCertificate: string | null,
  clientKey: string | null,
  certificateExpiresAt: number | null,
  authorities: string | null,
];

/** Identifies a webhook. */
export type WebhookKey = Pick<WebhookEvent, 'tenant_id' | 'webhook_id'>;

export interface Target {
  /** null while deliveries are paused; `idle` says why. */
  url: string | null;
  idle: Reason | null;
  /** Whether the webhook no longer delivers to the flow. */
  isRemoved: boolean;
  /** Sealed, the current one first. */
  signingSecrets: string[];
  flowId: string;
  /** How to deliver to it. */
  delivery: FlowDelivery;
  /** Sealed. The value of the Authorization header. */
  authorization: string | null;
  /** Identifies `delivery.order`; null without one. */
  orderSetting: string | null;
  /** With which deliveries authenticate. */
  certificate: TargetCertificate | null;
  /** The authorities that can have issued the certificate of the target, as PEM; null: the well-known ones. */
  authorities: string | null;
  services: WebhookServices;
  /** Which events the webhook's own flow receives; null: all. */
  filter: WebhookFilter | null;
  additionalFlows: AdditionalFlow[];
  credential: WebhookCredential | null;
}

export interface TargetCertificate {
  /** PEM. */
  cert: string;
  /** Sealed. */
  key: string;
  /** In milliseconds since the epoch. */
  expiresAt: number;
}

/** The credential of a webhook, and what identifies its integration. */
export interface WebhookCredential {
  id: string;
  component_id: string | null;
  provider: string | null;
  token_url: string | null;
}

/**
 * Reads the target of a webhook's own flow (`flow_id` is null) or of an additional flow.
 * @param now milliseconds since the epoch
 * @returns undefined if the webhook has been deleted
 */
export type TargetRead = (
  key: Pick<WebhookEvent, 'tenant_id' | 'webhook_id' | 'flow_id'>,
  now: number,
) => Promise<Target | undefined>;

export function createTargetRead(reads: Reads): TargetRead {
  const rowOf = createBatcher<[tenantId: string, id: string, queueId: string], Row>(async (keys) =>
    (await hotRead<Row>(reads, TARGET, keys)).map(([row]) => row),
  );
  return async (key, now) => {
    const row = await rowOf([key.tenant_id, key.webhook_id, queueOf(key).queue_id]);
    if (row === undefined) return undefined;
    const [enabled, signingSecret, previous, previousUntil, ...rest] = row;
    const [status, targetUrl, targetGoneAt, flowId, services, ownFlowId, filter, flows, ...more] = rest;
    const [id, credentialServices, component_id, provider, token_url, ...ofFlow] = more;
    const [delivery, authorization, orderSetting, ...tls] = ofFlow;
    const [cert, clientKey, expiresAt, authorities] = tls;
    const additionalFlows = JSON.parse(flows) as AdditionalFlow[];
    const flowIds = [ownFlowId, ...additionalFlows.map(({ flow_id }) => flow_id)];
    const isRemoved = flowId === null || !flowIds.includes(flowId);
    const idle = isRemoved ? null : idleReason(Boolean(enabled), status!, targetUrl, targetGoneAt);
    const inUse = previous !== null && (previousUntil ?? 0) > now;
    return {
      url: idle === null && !isRemoved ? targetUrl : null,
      idle,
      isRemoved,
      signingSecrets: inUse ? [signingSecret, previous] : [signingSecret],
      flowId: flowId ?? key.flow_id!,
      delivery: delivery === null ? {} : (JSON.parse(delivery) as FlowDelivery),
      authorization,
      orderSetting,
      certificate:
        cert === null || clientKey === null
          ? null
          : { cert, key: clientKey, expiresAt: expiresAt ?? Infinity },
      authorities,
      services: readServices(services, credentialServices),
      filter: filter === null ? null : (JSON.parse(filter) as WebhookFilter),
      additionalFlows,
      credential: id === null ? null : { id, component_id, provider, token_url },
    };
  };
}

function idleReason(
  enabled: boolean,
  status: string,
  targetUrl: string | null,
  targetGoneAt: number | null,
): Reason | null {
  if (!enabled)
    return {
      text: 'The webhook is disabled. Set enabled to true to deliver its events.',
      code: 'webhook_off',
    };
  if (status === 'paused')
    return {
      text: 'The flow is paused. Set its status to active to deliver its events.',
      code: 'flow_paused',
    };
  if (status !== 'active')
    return {
      text: `The status of the flow is ${status}. Set it to active to deliver its events.`,
      code: 'flow_not_active',
    };
  if (targetUrl === null)
    return {
      text: 'The flow has no target_url. Set one to deliver its events.',
      code: 'flow_without_target',
    };
  if (targetGoneAt === null) return null;
  const text =
    'The target responded with status 410 (Gone). Set the target_url of the flow again to resume deliveries.';
  return { text, code: 'target_gone' };
}
