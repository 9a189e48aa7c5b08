import { RecordFilter } from '../parts/record-filter.tsx';
import { texts } from '../texts/index.ts';

/** Of which webhook the events are. */
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
