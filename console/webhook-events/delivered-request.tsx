import { Typography } from '@mui/material';
import { useMemo } from 'react';
import { useGetOne } from 'react-admin';
import type { FlowRecord } from '../flows/flow-record.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { JsonBlock } from '../parts/json-block.tsx';
import { Panel } from '../parts/panel.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { writeHeaders } from '../webhooks/sample-headers.ts';
import type { EventRecord } from '../webhooks/event-record.ts';
import { useWebhookOf } from './delivery-status.tsx';

const words = texts.console.events;

/** The request sent to the flow's target. */
export function DeliveredRequest({ event }: { event: EventRecord }) {
  const maySee = useMay()('flows', 'get');
  const webhook = useWebhookOf(event);
  const flowId = event.flow_id ?? webhook?.flow_id;
  const { data: flow } = useGetOne<FlowRecord>(
    'flows',
    { id: flowId ?? '' },
    { enabled: maySee && flowId !== undefined, staleTime: 10_000 },
  );
  const { parsed, content_type, kind, credential_id } = event;
  const request = useMemo(
    () => ({ kind, ...parsed, credential: credential_id }),
    [kind, parsed, credential_id],
  );
  const { headers: own = {}, signing, body, format } = flow?.delivery ?? {};
  const signatureHeader = signing === undefined ? 'webhook-signature' : signing.header?.toLowerCase();
  const isSigned = signing?.type !== 'none';
  const headers = {
    ...event.headers,
    ...(body === undefined && {
      'content-type': parsed ? 'application/json' : (content_type ?? 'application/octet-stream'),
    }),
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name.toLowerCase(), value ?? ''])),
    ...(format === 'cloudevents_structured' && {
      'content-type': 'application/cloudevents+json; charset=utf-8',
    }),
    'webhook-id': event.id,
    'webhook-timestamp': words.new_each_attempt,
    ...(isSigned && { [signatureHeader ?? 'webhook-signature']: words.new_each_attempt }),
    ...(flow?.has_target_authorization === true && { authorization: words.not_shown }),
  };
  const content = describedBody(flow?.delivery ?? {}, Boolean(parsed));
  return (
    <Panel title={words.delivered_request}>
      <Facts>
        <Fact name={words.request}>
          {flow === undefined ? words.target_unknown : `POST ${flow.target_url ?? words.no_target}`}
        </Fact>
        <Fact name={words.request_headers}>
          <CodeBlock text={writeHeaders(headers)} name={words.request_headers} />
        </Fact>
        {content !== undefined && <Fact name={words.request_body}>{content}</Fact>}
      </Facts>
      {content === undefined && (
        <>
          <Typography component="h3" sx={{ fontWeight: 650, mb: 0.5 }}>
            {words.request_body}
          </Typography>
          <JsonBlock value={request} name={words.request_body} />
        </>
      )}
    </Panel>
  );
}

/** What the body contains; undefined if it is the parsed event, which is shown. */
function describedBody(
  { format, body }: NonNullable<FlowRecord['delivery']>,
  isParsed: boolean,
): string | undefined {
  if (format !== undefined)
    return format === 'cloudevents_structured' ? words.body_structured : words.body_binary;
  if (body !== undefined) return words.body_by_expression;
  return isParsed ? undefined : words.body_as_received;
}
