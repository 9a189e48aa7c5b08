import type { ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { isOrphaned } from './rules.ts';
import type { OauthClient } from './store.ts';

export const oauthClientView: ResourceView<OauthClient> = {
  type: 'oauth-client',
  id: (client) => client.id,
  path: (client) => `/v2/tenants/${client.tenant_id}/oauth-clients/${client.id}`,
  version: (client) => client.version,
  attributes: (client) => ({
    client_id: client.client_id,
    client_secret: client.client_secret,
    status: isOrphaned(client) ? 'orphaned' : 'usable',
    created_at: toRfc3339(client.created_at),
    updated_at: toRfc3339(client.updated_at),
  }),
  relationships: (client) => ({
    component: isOrphaned(client) ? undefined : { type: 'component', id: client.component_id! },
    created_by: client.created_by === null ? null : { type: 'user', id: client.created_by },
  }),
  relationshipNames: ['component', 'created_by'],
  members: ['client_id', 'client_secret', 'status', 'created_at', 'updated_at', 'component', 'created_by'],
};
