import { createBatcher, type Lookup, type Reads } from '../../db/index.ts';
import { servicesIn, type WebhookServices } from '../services.ts';
import type { WebhookAuthentication } from '../store.ts';

/** One joined read for all that an event needs to be let in. */
const HOOK: Lookup = {
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
    'c.config_services',
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
  servicesOfCredential: string | null,
];

/** A webhook as its endpoint sees it. */
export interface Hook {
  tenant_id: string;
  id: string;
  authentication: WebhookAuthentication;
  /** Its own and its credential's. */
  services: WebhookServices;
  credential_id: string | null;
  /** Sealed: the current one, and the previous one with its end. */
  secret: string | null;
  previousSecret: string | null;
  previousSecretUntil: number;
  /** Whether what arrives can be handed on. */
  active: boolean;
}

/** @returns the webhook of an address, as it was at the last commit */
export type HookRead = (hookId: string) => Promise<Hook | undefined>;

export function createHookRead(reads: Reads): HookRead {
  const rowOf = createBatcher<string, Row>(async (hookIds) => {
    const found = await reads.lookUp<Row>(
      HOOK,
      hookIds.map((hookId) => [hookId]),
    );
    return found.map(([row]) => row);
  });
  return async (hookId) => {
    // What cannot be the address of any is not looked up.
    const row = /^[0-9A-Za-z]{43}$/.test(hookId) ? await rowOf(hookId) : undefined;
    return row && hookOf(row);
  };
}

function hookOf(row: Row): Hook {
  const [tenant_id, id, enabled, authentication, services, ...rest] = row;
  const [secret, previousSecret, previousSecretUntil, flowStatus, targetUrl, ...ofCredential] = rest;
  const [credential_id, servicesOfCredential] = ofCredential;
  return {
    tenant_id,
    id,
    authentication,
    services: servicesIn(services, servicesOfCredential),
    credential_id,
    secret,
    previousSecret,
    previousSecretUntil: previousSecretUntil ?? 0,
    active: Boolean(enabled) && flowStatus === 'active' && targetUrl !== null,
  };
}
