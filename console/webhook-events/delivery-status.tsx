import { Typography } from '@mui/material';
import { useGetOne } from 'react-admin';
import { Fact, Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Panel } from '../parts/panel.tsx';
import { useNames } from '../parts/use-names.ts';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { WebhookRecord } from '../webhooks/webhook-record.ts';
import { adviceFor } from './advice.ts';
import type { EventRecord } from '../webhooks/event-record.ts';
import { EventState } from '../webhooks/event-state.tsx';

const words = texts.console.events;
const { fields } = texts.resources['webhook-events'];

/** The webhook of an event; undefined if it is deleted or not visible to the user. */
export function useWebhookOf(event: EventRecord): WebhookRecord | undefined {
  const maySee = useMay()('webhooks', 'get');
  return useGetOne<WebhookRecord>(
    'webhooks',
    { id: event.webhook_id },
    { enabled: maySee, staleTime: 10_000, retry: false },
  ).data;
}

/** The state of an event, the reason, and what to do about it. */
export function DeliveryStatus({ event }: { event: EventRecord }) {
  const webhook = useWebhookOf(event);
  return (
    <Panel title={words.delivery_status}>
      <Facts>
        <Fact name={fields.state}>
          <EventState state={event.state} />
        </Fact>
        {event.state_reason !== null && (
          <Fact name={fields.state_reason}>
            <Reason event={event} />
          </Fact>
        )}
        <Fact name={fields.next_attempt_at}>
          {event.next_attempt_at === null ? words.no_next_attempt : <Moment at={event.next_attempt_at} />}
        </Fact>
        <Fact name={fields.attempts}>{event.attempts}</Fact>
        {event.order_key !== null && event.order_key !== '' && (
          <Fact name={fields.order_key}>{event.order_key}</Fact>
        )}
        <Fact name={fields.webhook_id}>
          {webhook === undefined ? (
            words.webhook_gone
          ) : (
            <RecordLink resource="webhooks" id={webhook.id}>
              {webhook.name}
            </RecordLink>
          )}
        </Fact>
        {webhook !== undefined && (
          <Fact name={words.flow}>
            <Flow id={event.flow_id ?? webhook.flow_id} />
          </Fact>
        )}
        {event.fanned_out_from_id !== null && (
          <Fact name={words.fanned_out_from}>
            <RecordLink resource="webhook-events" id={event.fanned_out_from_id}>
              {words.own_event}
            </RecordLink>
          </Fact>
        )}
        {event.split_from_id !== null && (
          <Fact name={words.split_from}>
            <RecordLink resource="webhook-events" id={event.split_from_id}>
              {words.request_event}
            </RecordLink>
          </Fact>
        )}
        <Fact name={fields.received_at}>
          <Moment at={event.received_at} />
        </Fact>
      </Facts>
    </Panel>
  );
}

/** Failures that may be over at the next attempt. */
const MAY_RECOVER: readonly string[] = ['target_busy', 'target_failed'];

function Reason({ event }: { event: EventRecord }) {
  const { state, state_reason, state_reason_code, duplicate_of_id: first, blocked_by_id: blocker } = event;
  const advice = adviceFor(state_reason_code);
  return (
    <>
      {state_reason}
      {advice !== undefined && (
        <Typography sx={{ mt: 0.5 }}>
          {words.advice[advice]}{' '}
          {MAY_RECOVER.includes(advice) && (state === 'pending' ? words.retried : words.not_retried)}
        </Typography>
      )}
      {first !== null && (
        <RecordLink resource="webhook-events" id={first}>
          {words.first_event}
        </RecordLink>
      )}
      {blocker !== null && (
        <RecordLink resource="webhook-events" id={blocker}>
          {words.blocked_by}
        </RecordLink>
      )}
    </>
  );
}

function Flow({ id }: { id: string }) {
  const { nameOf } = useNames('flows', [id]);
  return (
    <RecordLink resource="flows" id={id}>
      {nameOf(id) ?? id}
    </RecordLink>
  );
}
