import { declared, type ResourceView } from '../jsonapi/index.ts';
import { timeOrNull, toRfc3339 } from '../system/clock.ts';
import type { Alert } from './store.ts';

/** Only available in the list, so it has no URL. */
export const alertView: ResourceView<Alert> = {
  ...declared('alert'),
  id: (alert) => alert.id,
  version: (alert) => Number(alert.updated_at),
  attributes: (alert) => ({
    event: alert.event,
    details: alert.details,
    state: alert.state,
    attempts: alert.attempts,
    status_code: alert.status_code,
    error: alert.error,
    next_attempt_at: timeOrNull(alert.next_attempt_at === null ? null : Number(alert.next_attempt_at)),
    created_at: toRfc3339(Number(alert.created_at)),
    updated_at: toRfc3339(Number(alert.updated_at)),
  }),
};
