import { declared, plainAttributes, type ResourceView } from '../jsonapi/index.ts';
import { timeOrNull, toRfc3339 } from '../system/clock.ts';
import type { Flow } from './store.ts';

export const flowView: ResourceView<Flow> = {
  ...declared('flow'),
  id: (flow) => flow.id,
  path: (flow) => `/v2/tenants/${flow.tenant_id}/flows/${flow.id}`,
  version: (flow) => flow.version,
  attributes: (flow) => ({
    ...plainAttributes('flow', flow),
    has_target_authorization: flow.target_authorization !== null,
    target_client_certificate_expires_at: timeOrNull(flow.target_client_certificate_expires_at),
    target_gone_at: timeOrNull(flow.target_gone_at),
    created_at: toRfc3339(flow.created_at),
    updated_at: toRfc3339(flow.updated_at),
  }),
  relationships: (flow) => ({
    created_by: flow.created_by === null ? null : { type: 'user', id: flow.created_by },
  }),
};
