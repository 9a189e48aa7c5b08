import type { ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { AuditEvent } from './store.ts';

export const auditEventView: ResourceView<AuditEvent> = {
  type: 'audit-event',
  id: (event) => event.id,
  path: (event) => `/v2/tenants/${event.tenant_id}/audit-events/${event.id}`,
  version: () => 1,
  attributes: (event) => ({
    action: event.action,
    actor_type: event.actor_type,
    actor_id: event.actor_id,
    actor_name: event.actor_name,
    api_key_id: event.api_key_id,
    resource_type: event.resource_type,
    resource_id: event.resource_id,
    request_id: event.request_id,
    details: event.details,
    created_at: toRfc3339(event.created_at),
  }),
  members: [
    'action',
    'actor_type',
    'actor_id',
    'actor_name',
    'api_key_id',
    'resource_type',
    'resource_id',
    'request_id',
    'details',
    'created_at',
  ],
};
