import type { Webhook, WebhookHandshake } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';

export const SCHEMES = [
  'github',
  'stripe',
  'slack',
  'shopify',
  'hubspot_v3',
  'zoom',
  'meta',
  'microsoft_graph',
  'standard_webhooks',
  'hmac',
  'public_key',
  'hash',
  'token',
  'jwt',
  'sns',
  'paypal',
  'client_certificate',
] as const;

export type SchemeName = (typeof SCHEMES)[number];

/** A custom signature. */
export interface Hmac {
  header?: string;
  second_header?: string;
  pointer?: string;
  field?: string;
  query?: string;
  format?: string;
  body_signed?: boolean;
  algorithm: 'sha256' | 'sha1' | 'sha512';
  encoding: 'hex' | 'base64' | 'base64url';
  signed: string;
  prefix?: string;
  separator?: string;
  element?: string;
  key?: 'text' | 'base64' | 'hex';
  key_prefix?: string;
  timestamp?: {
    header?: string;
    element?: string;
    pointer?: string;
    query?: string;
    unit: 's' | 'ms' | 'rfc3339';
    tolerance: number;
  };
  id_header?: string;
  id_pointer?: string;
  headers?: string[];
}

export type Verification =
  { type: Exclude<SchemeName, 'hmac'>; verify_token?: string } | ({ type: 'hmac' } & Hmac);

export interface Parser {
  type: 'none' | 'jsonata';
  format?: 'json' | 'form' | 'slack' | 'xml';
  expression?: string;
}

export interface WebhookServices {
  webhook_event_verification?: Verification;
  webhook_handshake?: WebhookHandshake;
  webhook_parser?: Parser;
  action_callback_parser?: Parser;
}

export interface WebhookRecord extends RecordOf<Webhook, 'signing_secret'> {
  config_services: WebhookServices;
}

/** Not if the sender is verified with keys or certificates that it publishes. */
export function needsSecret(verification: object | null | undefined): boolean {
  const { type, jwks_url } = (verification ?? {}) as { type?: string | null; jwks_url?: string | null };
  if (type === 'sns' || type === 'paypal' || type === 'client_certificate') return false;
  return type !== 'jwt' || typeof jwks_url !== 'string' || jwks_url === '';
}

/** Whether the secret arrives in the handshake, so that a webhook can be created without one. */
export function setsSecret(handshake: { type?: string | null } | null | undefined): boolean {
  return handshake?.type === 'hook_secret' || handshake?.type === 'verification_token';
}
