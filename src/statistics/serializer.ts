import type { ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { Statistics } from './service.ts';

const HOUR = 3_600_000;

/** There is one of each tenant, at an address of its own. */
export const statisticsView: ResourceView<Statistics> = {
  type: 'statistics',
  id: (statistics) => statistics.tenant_id,
  path: (statistics) => `/v2/tenants/${statistics.tenant_id}/statistics`,
  // It is counted anew for each answer.
  version: () => 1,
  attributes: ({ connections, orphaned_oauth_clients, flows, webhooks, hours }) => ({
    connections: { connected: 0, pending: 0, needs_reauthorization: 0, error: 0, ...connections },
    orphaned_oauth_clients,
    flows: { active: 0, draft: 0, stopped: 0, ...flows },
    webhooks,
    hours: hours.map(({ hour, ...counts }) => ({ hour: toRfc3339(hour * HOUR), ...counts })),
  }),
  members: ['connections', 'orphaned_oauth_clients', 'flows', 'webhooks', 'hours'],
};
