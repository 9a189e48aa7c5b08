import { useRecordContext } from 'react-admin';
import { Moment } from '../parts/moment.tsx';
import { ShowPage } from '../parts/show-page.tsx';
import { whileOpen } from '../parts/while-open.ts';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';
import { TrySample } from '../webhooks/try-sample.tsx';
import { sampleOf } from '../webhooks/use-latest-event.ts';
import { Arrived, Understood } from './content.tsx';
import { Deliveries } from './deliveries.tsx';
import type { EventRecord } from './event-record.ts';
import { HandedOn } from './handed-on.tsx';
import { ReplayOne } from './replay-one.tsx';
import { WhatBecame } from './what-became.tsx';

export default function EventShow() {
  return (
    <ShowPage title={<Title />} actions={<Actions />} refetchInterval={whileOpen}>
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
      <WhatBecame event={event} />
      <Deliveries event={event} />
      <Arrived event={event} />
      <Understood event={event} />
      <HandedOn event={event} />
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
      {may('webhooks', 'edit') && (
        <TrySample webhookId={event.webhook_id} services={{}} sample={sampleOf(event)} />
      )}
    </>
  );
}
