import { declared, type ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { parseSecretReads } from './secret-reads.ts';
import type { AuditEvent } from './store.ts';

export const auditEventView: ResourceView<AuditEvent> = {
  ...declared('audit-event'),
  id: (event) => event.id,
  path: (event) => `/v2/tenants/${event.tenant_id}/audit-events/${event.id}`,
  version: () => 1,
  attributes: (event) => ({
    action: event.action,
    actor_type: event.actor_type,
    actor_id: event.actor_id,
    actor_name: event.actor_name,
    api_key_id: event.api_key_id,
    oauth_app_id: event.oauth_app_id,
    resource_type: event.resource_type,
    resource_id: event.resource_id,
    request_id: event.request_id,
    ip_address: event.ip_address,
    details: readable(event.details),
    created_at: toRfc3339(event.created_at),
  }),
};

function readable(details: AuditEvent['details']): AuditEvent['details'] {
  const line = details['hand_outs'];
  if (typeof line !== 'string') return details;
  return {
    ...details,
    hand_outs: parseSecretReads(line).map((read) => ({ ...read, at: toRfc3339(read.at) })),
  };
}
