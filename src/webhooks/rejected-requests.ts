import type { ReadAction } from '../actions/index.ts';
import { notFound } from '../errors.ts';
import { pageOf, type Collection, type Input } from '../jsonapi/index.ts';
import { listRejected, type RejectedRequest } from './rejections/rejection-store.ts';
import { findWebhook } from './store.ts';

/** The latest requests that a webhook rejected. @throws AppError not_found */
export type ListRejected = ReadAction<Input, Collection<RejectedRequest>>;

export const listRejectedRequests: ListRejected = {
  name: 'rejected-requests.list',
  permission: 'tenants.webhook_events.get',
  writes: false,
  async run({ db }, { params, query }) {
    const webhook = await findWebhook(db, params['id']!);
    if (webhook === undefined) throw notFound('webhook');
    const sort = query.sort.length === 0 ? LATEST_FIRST : query.sort;
    return listRejected(db, webhook.id, { ...pageOf(query), sort });
  },
};

const LATEST_FIRST = [{ column: 'received_at', direction: 'desc' }] as const;
