import type { Attention } from '../credentials/index.ts';
import { declared, type ResourceView } from '../jsonapi/index.ts';
import { timeOrNull, toRfc3339 } from '../system/clock.ts';
import type { Statistics } from './service.ts';

const HOUR = 3_600_000;

function rendered({ condition, count, credentials }: Attention): object {
  return {
    condition,
    count,
    credentials: credentials.map(({ id, name, connection }) => ({
      id,
      name,
      state: connection.state,
      state_reason: connection.state_reason,
      state_reason_code: connection.state_reason_code,
      expires_at: timeOrNull(connection.expires_at),
      ends_at: timeOrNull(connection.ends_at),
    })),
  };
}

/** One resource per tenant, with its own URL. */
export const statisticsView: ResourceView<Statistics> = {
  ...declared('statistics'),
  id: (statistics) => statistics.tenant_id,
  path: (statistics) => `/v2/tenants/${statistics.tenant_id}/statistics`,
  // Computed for each response, so there is no version to track.
  version: () => 1,
  attributes: ({ connections, attention, orphaned_oauth_clients, flows, webhooks, hours }) => ({
    connections: { connected: 0, pending: 0, needs_reauthorization: 0, error: 0, ...connections },
    attention: attention === null ? null : attention.map(rendered),
    orphaned_oauth_clients,
    flows: { active: 0, draft: 0, stopped: 0, ...flows },
    webhooks,
    hours: hours.map(({ hour, ...counts }) => ({ hour: toRfc3339(hour * HOUR), ...counts })),
  }),
};
