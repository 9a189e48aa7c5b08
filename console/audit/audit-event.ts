import type { ApiRecord } from '../api/records.ts';

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

/** What the resource of an entry is called, as far as the entry says it. */
export function nameIn({ details, resource_id }: AuditEvent): string | undefined {
  for (const key of ['name', 'email', 'client_id', 'prefix']) {
    const name = details[key];
    if (typeof name === 'string' && name !== '') return name;
  }
  return resource_id === null ? undefined : shortId(resource_id);
}

/** Ids of the same day begin alike; their ends differ. */
export function shortId(id: string): string {
  return `…${id.slice(-8)}`;
}

/** The audit log, asked for this alone. */
export function logOf(filter: { actor: string } | { resource: string }): string {
  return `/audit-events?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}
