import type { ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { Flow } from './store.ts';

export const flowView: ResourceView<Flow> = {
  type: 'flow',
  id: (flow) => flow.id,
  path: (flow) => `/v2/tenants/${flow.tenant_id}/flows/${flow.id}`,
  version: (flow) => flow.version,
  attributes: (flow) => ({
    name: flow.name,
    description: flow.description,
    status: flow.status,
    target_url: flow.target_url,
    graph: flow.graph,
    created_at: toRfc3339(flow.created_at),
    updated_at: toRfc3339(flow.updated_at),
  }),
  relationships: (flow) => ({
    created_by: flow.created_by === null ? null : { type: 'user', id: flow.created_by },
  }),
  relationshipNames: ['created_by'],
  members: ['name', 'description', 'status', 'target_url', 'graph', 'created_at', 'updated_at', 'created_by'],
};
