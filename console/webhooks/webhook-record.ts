import type { Webhook } from '../../src/schema/types.ts';
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
] as const;

export type SchemeName = (typeof SCHEMES)[number];

export const ALGORITHMS = ['sha256', 'sha1', 'sha512'] as const;
export const ENCODINGS = ['hex', 'base64'] as const;
export const KEYS = ['text', 'base64', 'hex'] as const;
export const UNITS = ['s', 'ms'] as const;

/** A custom signature. */
export interface Hmac {
  header: string;
  algorithm: (typeof ALGORITHMS)[number];
  encoding: (typeof ENCODINGS)[number];
  signed: string;
  prefix?: string;
  separator?: string;
  element?: string;
  key?: (typeof KEYS)[number];
  key_prefix?: string;
  timestamp?: { header?: string; element?: string; unit: (typeof UNITS)[number]; tolerance: number };
  id_header?: string;
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
  webhook_parser?: Parser;
  action_callback_parser?: Parser;
}

export interface WebhookRecord extends RecordOf<Webhook, 'signing_secret'> {
  config_services: WebhookServices;
}
