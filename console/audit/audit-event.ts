import type { AuditEvent as ApiAuditEvent } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.audit;
const SENTENCES: Readonly<Record<string, string>> = words.actions;
const OUTCOMES: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = words.outcomes;

export interface AuditEvent extends RecordOf<ApiAuditEvent> {
  details: Record<string, unknown>;
}

/** The sentence for an entry, with its outcome if it has one, and placeholders for actor and resource. */
export function sentenceOf({ action, details }: AuditEvent): string {
  const outcome = OUTCOMES[action]?.[String(details['outcome'] ?? details['state'])];
  return outcome ?? SENTENCES[action] ?? fill(words.other_action, { action });
}

/** The name of the entry's resource, if the entry contains it. */
export function nameIn({ details }: AuditEvent): string | undefined {
  for (const key of ['name', 'email', 'client_id', 'prefix', 'provider']) {
    const name = details[key];
    if (typeof name === 'string' && name !== '') return name;
  }
  return undefined;
}

/** IDs of the same day start alike, so this shows the end. */
export function shortId(id: string): string {
  return `…${id.slice(-8)}`;
}

/** The URL of the audit log with a filter. */
export function logOf(filter: { actor: string } | { resource: string }): string {
  return `/audit-events?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}
