import { declared, type ResourceView } from '../../jsonapi/index.ts';
import { toRfc3339 } from '../../system/clock.ts';
import type { WebhookStatistics } from './service.ts';

const HOUR = 3_600_000;

/** One resource per webhook, with its own URL. */
export const webhookStatisticsView: ResourceView<WebhookStatistics> = {
  ...declared('webhook-statistics'),
  id: ({ id }) => id,
  path: ({ tenant_id, id }) => `/v2/tenants/${tenant_id}/webhooks/${id}/statistics`,
  // Computed for each response, so there is no version to track.
  version: () => 1,
  attributes: ({ since, last_hour, last_day, rejected, hours }) => ({
    since: toRfc3339(since),
    last_hour,
    last_day,
    rejected,
    hours: hours.map(({ hour, ...counts }) => ({ hour: toRfc3339(hour * HOUR), ...counts })),
  }),
};
