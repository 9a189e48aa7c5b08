import { createBatcher, type Lookup, type Reads } from '../../db/index.ts';
import type { Reason } from '../reasons.ts';
import { servicesIn, type WebhookServices } from '../services.ts';
import type { Lane } from './queue.ts';

/** Where a webhook's events go, as it is when they go. */
const TARGET: Lookup = {
  name: 'webhooks_target',
  key: { tenant_id: 'uuid', id: 'uuid' },
  columns: [
    'w.enabled',
    'w.signing_secret',
    'w.previous_signing_secret',
    'w.previous_signing_secret_until',
    'w.failing_since',
    'f.status',
    'f.target_url',
    'w.config_services',
    'c.id',
    'c.config_services',
    'c.component_id',
    'c.provider',
    'c.token_url',
  ],
  from: `
    JOIN webhooks AS w ON w.tenant_id = wanted.tenant_id AND w.id = wanted.id
    JOIN flows AS f ON f.tenant_id = w.tenant_id AND f.id = w.flow_id
    LEFT JOIN credentials AS c ON c.tenant_id = w.tenant_id AND c.id = w.credential_id`,
};

type Row = [
  enabled: boolean | number,
  signingSecret: string,
  previousSigningSecret: string | null,
  previousSigningSecretUntil: number | null,
  failingSince: number | null,
  status: string,
  targetUrl: string | null,
  services: string,
  credentialId: string | null,
  servicesOfCredential: string | null,
  componentId: string | null,
  provider: string | null,
  tokenUrl: string | null,
];

export interface Target {
  /** null while nothing is to be handed on; `idle` says why. */
  url: string | null;
  idle: Reason | null;
  /** Sealed; the current one first. */
  signingSecrets: string[];
  failingSince: number | null;
  services: WebhookServices;
  credential: OfCredential | null;
}

/** The credential of a webhook, and what it is connected to. */
export interface OfCredential {
  id: string;
  component_id: string | null;
  provider: string | null;
  token_url: string | null;
}

/**
 * @param now milliseconds since the epoch
 * @returns undefined when the webhook is gone
 */
export type TargetRead = (lane: Lane, now: number) => Promise<Target | undefined>;

export function createTargetRead(reads: Reads): TargetRead {
  const rowOf = createBatcher<[tenantId: string, id: string], Row>(async (keys) =>
    (await reads.lookUp<Row>(TARGET, keys)).map(([row]) => row),
  );
  return async ({ tenant_id, webhook_id }, now) => {
    const row = await rowOf([tenant_id, webhook_id]);
    if (row === undefined) return undefined;
    const [enabled, signingSecret, previous, previousUntil, failingSince, ...rest] = row;
    const [status, targetUrl, services, id, servicesOfCredential, component_id, provider, token_url] = rest;
    const idle = idleReason(Boolean(enabled), status, targetUrl);
    const inUse = previous !== null && (previousUntil ?? 0) > now;
    return {
      url: idle === null ? targetUrl : null,
      idle,
      signingSecrets: inUse ? [signingSecret, previous] : [signingSecret],
      failingSince,
      services: servicesIn(services, servicesOfCredential),
      credential: id === null ? null : { id, component_id, provider, token_url },
    };
  };
}

function idleReason(enabled: boolean, status: string, targetUrl: string | null): Reason | null {
  if (!enabled) return { text: 'The webhook is off.', code: 'webhook_off' };
  if (status !== 'active')
    return { text: `The flow is in the status ${status}; it must be active.`, code: 'flow_not_active' };
  return targetUrl === null ? { text: 'The flow has no target_url.', code: 'flow_without_target' } : null;
}
