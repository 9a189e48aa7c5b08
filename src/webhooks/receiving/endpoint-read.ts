import { createBatcher, type Reads } from '../../db/index.ts';
import { readByKey, type KeyLookup } from '../../db/before-tenant.ts';
import { readServices, type WebhookServices } from '../config-services.ts';
import type { WebhookResponse } from '../../schema/index.ts';
import type { Deduplication } from '../parsing/index.ts';
import type { EventKind } from '../event-store.ts';
import type { WebhookAuthentication } from '../store.ts';

/** Reads everything needed to accept an event in one query. */
const ENDPOINT: KeyLookup = {
  name: 'webhooks_of_address',
  key: { hook_id: 'text' },
  columns: [
    'w.tenant_id',
    'w.id',
    'w.enabled',
    'w.authentication',
    'w.config_services',
    'w.secret',
    'w.previous_secret',
    'w.previous_secret_until',
    'f.status',
    'f.target_url',
    'w.credential_id',
    'w.deduplication',
    'w.response',
    'w.action_response',
    'w.filter',
    'w.additional_flows',
    'w.decryption_key',
    'c.config_services',
    'f.order_setting',
    // Most webhooks have no additional flows.
    `CASE WHEN w.additional_flows = '[]' THEN NULL ELSE (
       SELECT min(other.order_setting) FROM webhook_flows AS added
       JOIN flows AS other ON other.tenant_id = added.tenant_id AND other.id = added.flow_id
       WHERE added.tenant_id = w.tenant_id AND added.webhook_id = w.id
     ) END`,
  ],
  from: `
    JOIN webhooks AS w ON w.hook_id = wanted.hook_id
    JOIN flows AS f ON f.tenant_id = w.tenant_id AND f.id = w.flow_id
    LEFT JOIN credentials AS c ON c.tenant_id = w.tenant_id AND c.id = w.credential_id`,
};

type Row = [
  tenantId: string,
  id: string,
  enabled: boolean | number,
  authentication: WebhookAuthentication,
  services: string,
  secret: string | null,
  previousSecret: string | null,
  previousSecretUntil: number | null,
  flowStatus: string,
  targetUrl: string | null,
  credentialId: string | null,
  deduplication: string | null,
  response: string | null,
  actionResponse: string | null,
  filter: string | null,
  additionalFlows: string,
  decryptionKey: string | null,
  credentialServices: string | null,
  orderSetting: string | null,
  otherOrderSetting: string | null,
];

/** A webhook as its endpoint sees it. */
export interface WebhookEndpoint {
  tenant_id: string;
  id: string;
  authentication: WebhookAuthentication;
  /** Its own services and those of its credential. */
  services: WebhookServices;
  credential_id: string | null;
  /** Sealed. `previousSecret` is valid until `previousSecretUntil`, milliseconds since the epoch. */
  secret: string | null;
  previousSecret: string | null;
  previousSecretUntil: number;
  /** Sealed. */
  decryptionKey: string | null;
  deduplication: Deduplication | null;
  /** By kind of event; null for the default of the sender's type. */
  responses: Record<EventKind, WebhookResponse | null>;
  enabled: boolean;
  /** Whether events are filtered, or go to several flows. */
  hasRoutes: boolean;
  /** Whether one of its flows delivers events in order. */
  isOrdered: boolean;
  /**
   * Whether events are accepted: those of a paused flow, which are held, and those for several flows while any of these is
   * not active, too.
   */
  active: boolean;
}

/** @param hookId the unguessable part of the URL @returns undefined if there is no such webhook */
export type EndpointRead = (hookId: string) => Promise<WebhookEndpoint | undefined>;

export function createEndpointRead(reads: Reads): EndpointRead {
  const rowOf = createBatcher<string, Row>(async (hookIds) => {
    const found = await readByKey<Row>(reads, ENDPOINT, hookIds);
    return found.map(([row]) => row);
  });
  return async (hookId) => {
    // An ID of the wrong form needs no query.
    const row = /^[0-9A-Za-z]{43}$/.test(hookId) ? await rowOf(hookId) : undefined;
    return row && endpointOf(row);
  };
}

function endpointOf(row: Row): WebhookEndpoint {
  const [tenant_id, id, enabled, authentication, services, ...rest] = row;
  const [secret, previousSecret, previousSecretUntil, flowStatus, targetUrl, ...more] = rest;
  const [credential_id, deduplication, response, actionResponse, ...others] = more;
  const [filter, additionalFlows, decryptionKey, credentialServices, ...orders] = others;
  const [orderSetting, otherOrderSetting] = orders;
  const hasAdditionalFlows = additionalFlows !== '[]';
  return {
    tenant_id,
    id,
    authentication,
    services: readServices(services, credentialServices),
    credential_id,
    secret,
    previousSecret,
    previousSecretUntil: previousSecretUntil ?? 0,
    decryptionKey,
    deduplication: deduplication === null ? null : (JSON.parse(deduplication) as Deduplication),
    responses: { event: responseIn(response), action: responseIn(actionResponse) },
    enabled: Boolean(enabled),
    isOrdered: (orderSetting ?? otherOrderSetting) !== null,
    hasRoutes: filter !== null || hasAdditionalFlows,
    active:
      Boolean(enabled) &&
      (hasAdditionalFlows || (['active', 'paused'].includes(flowStatus) && targetUrl !== null)),
  };
}

function responseIn(column: string | null): WebhookResponse | null {
  return column === null ? null : (JSON.parse(column) as WebhookResponse);
}
