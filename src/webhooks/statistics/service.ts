import type { ReadAction } from '../../actions/index.ts';
import { notFound } from '../../errors.ts';
import type { Input } from '../../jsonapi/index.ts';
import { rejectionsSince } from '../rejections/rejection-store.ts';
import { findWebhook } from '../store.ts';
import { attemptsSince, duplicatesSince, MAX_EVENTS, receivedSince } from './attempt-store.ts';
import { byHour, hourOf, HOURS, summarize, type Hour, type Period } from './summary.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How a webhook has worked in the last 24 hours. Times in milliseconds since the epoch. */
export interface WebhookStatistics {
  tenant_id: string;
  /** The webhook's. */
  id: string;
  /** Only events received from then on are counted. */
  since: number;
  last_hour: Period;
  last_day: Period;
  rejected: number;
  hours: Hour[];
}

/** @throws AppError not_found */
export type GetWebhookStatistics = ReadAction<Input, WebhookStatistics>;

export const getWebhookStatistics: GetWebhookStatistics = {
  name: 'webhooks.get_statistics',
  permission: 'tenants.webhook_events.get',
  writes: false,
  async run({ db, now }, { params }) {
    const webhook = await findWebhook(db, params['id']!);
    if (webhook === undefined) throw notFound('webhook');
    const { id } = webhook;
    // In whole minutes, so that a client that asks often has an ETag that lasts.
    const dayAgo = Math.floor(now / MINUTE) * MINUTE - HOURS * HOUR;
    const received = await receivedSince(db, id, dayAgo);
    const activity = {
      received,
      duplicates: await duplicatesSince(db, id, dayAgo),
      attempts: await attemptsSince(db, id, dayAgo),
      rejections: await rejectionsSince(db, id, hourOf(now) - HOURS + 1),
    };
    return {
      tenant_id: db.tenantId,
      id,
      since: received.length < MAX_EVENTS ? dayAgo : received.at(-1)!,
      last_hour: summarize(activity, now - HOUR),
      last_day: summarize(activity, dayAgo),
      rejected: activity.rejections.reduce((sum, { rejected }) => sum + rejected, 0),
      hours: byHour(activity, now),
    };
  },
};
