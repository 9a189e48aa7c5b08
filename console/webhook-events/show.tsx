import { useRecordContext } from 'react-admin';
import { Moment } from '../parts/moment.tsx';
import { ShowPage } from '../parts/show-page.tsx';
import { refetchInterval } from '../parts/refetch-interval.ts';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { TestButton } from '../webhooks/test-dialog.tsx';
import { sampleOf } from '../webhooks/use-latest-event.ts';
import { ReceivedRequest, ParsedEvent } from './content.tsx';
import { Deliveries } from './deliveries.tsx';
import type { EventRecord } from '../webhooks/event-record.ts';
import { DeliveredRequest } from './delivered-request.tsx';
import { ReplayOne } from './replay-one.tsx';
import { StopOne } from './stop-one.tsx';
import { DeliveryStatus } from './delivery-status.tsx';

export default function EventShow() {
  return (
    <ShowPage title={<Title />} actions={<Actions />} refetchInterval={refetchInterval}>
      <Sections />
    </ShowPage>
  );
}

function Title() {
  const event = useRecordContext<EventRecord>();
  if (event === undefined) return null;
  return (
    <span>
      {texts.console.events.one} <Moment at={event.received_at} />
    </span>
  );
}

function Sections() {
  const event = useRecordContext<EventRecord>();
  if (event === undefined) return null;
  return (
    <>
      <DeliveryStatus event={event} />
      <Deliveries event={event} />
      <ReceivedRequest event={event} />
      <ParsedEvent event={event} />
      <DeliveredRequest event={event} />
    </>
  );
}

function Actions() {
  const event = useRecordContext<EventRecord>();
  const may = useMay();
  if (event === undefined) return null;
  return (
    <>
      {may('webhook-events', 'edit') && <ReplayOne event={event} />}
      {may('webhook-events', 'edit') && event.state === 'pending' && <StopOne event={event} />}
      {may('webhooks', 'edit') && (
        <TestButton webhookId={event.webhook_id} services={{}} sample={sampleOf(event)} />
      )}
    </>
  );
}
