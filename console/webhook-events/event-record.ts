import type { ApiRecord } from '../api/records.ts';

export const EVENT_STATES = ['pending', 'delivered', 'failed', 'duplicate'] as const;

export interface EventRecord extends ApiRecord {
  kind: 'event' | 'action';
  state: (typeof EVENT_STATES)[number];
  state_reason: string | null;
  state_reason_code: string | null;
  content_type: string | null;
  headers: Record<string, string>;
  attempts: number;
  next_attempt_at: string | null;
  received_at: string;
  updated_at: string;
  external_user_id: string | null;
  webhook_id: string;
  credential_id: string | null;
  duplicate_of_id: string | null;
  /** Not in lists. */
  body?: string;
  body_encoding?: 'utf-8' | 'base64';
  parsed?: { type: string | null; id: string | null; user: string | null; data?: unknown } | null;
}
