import type { WebhookFilter } from '../../schema/index.ts';
import type { Target } from './target-read.ts';

/** A flow that may receive the events of a webhook; `flow_id` is null for the webhook's own. */
export interface Route {
  flow_id: string | null;
  /** null: the flow receives all events. */
  filter: WebhookFilter | null;
}

/** The flows of a webhook, its own first. */
export function routesOf({ filter, additionalFlows }: Pick<Target, 'filter' | 'additionalFlows'>): Route[] {
  return [
    { flow_id: null, filter },
    ...additionalFlows.map(({ flow_id, filter: its = null }) => ({ flow_id, filter: its })),
  ];
}
