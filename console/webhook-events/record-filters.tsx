import { RecordFilter } from '../parts/record-filter.tsx';
import { texts } from '../texts/index.ts';

/** Filters events by webhook. */
export function WebhookFilter() {
  return (
    <RecordFilter
      name="webhook"
      resource="webhooks"
      sort="name"
      label={texts.resources['webhook-events'].fields.webhook_id}
      any={texts.console.events.all_webhooks}
      nameOf={({ name }) => String(name)}
    />
  );
}

/** Filters events by the flow that receives them. */
export function FlowFilter() {
  return (
    <RecordFilter
      name="flow"
      resource="flows"
      sort="name"
      label={texts.resources['webhook-events'].fields.flow_id}
      any={texts.console.events.all_flows}
      nameOf={({ name }) => String(name)}
    />
  );
}
