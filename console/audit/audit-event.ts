import type { ApiRecord } from '../api/records.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.audit;
const SENTENCES: Readonly<Record<string, string>> = words.actions;
const OUTCOMES: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = words.outcomes;

export interface AuditEvent extends ApiRecord {
  action: string;
  actor_type: 'user' | 'app' | 'system';
  actor_id: string | null;
  actor_name: string | null;
  api_key_id: string | null;
  oauth_app_id: string | null;
  resource_type: string;
  resource_id: string | null;
  request_id: string | null;
  details: Record<string, unknown>;
  created_at: string;
}

/** What happened, and how it ended where the entry tells, with places for who and what. */
export function sentenceOf({ action, details }: AuditEvent): string {
  const outcome = OUTCOMES[action]?.[String(details['outcome'] ?? details['state'])];
  return outcome ?? SENTENCES[action] ?? fill(words.other_action, { action });
}

/** What the resource of an entry is called, as far as the entry says it. */
export function nameIn({ details }: AuditEvent): string | undefined {
  for (const key of ['name', 'email', 'client_id', 'prefix']) {
    const name = details[key];
    if (typeof name === 'string' && name !== '') return name;
  }
  return undefined;
}

/** Ids of the same day begin alike; their ends differ. */
export function shortId(id: string): string {
  return `…${id.slice(-8)}`;
}

/** The audit log, asked for this alone. */
export function logOf(filter: { actor: string } | { resource: string }): string {
  return `/audit-events?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}
