import { Button, Typography } from '@mui/material';
import { useMemo, useState } from 'react';
import { CodeBlock, MAX_SHOWN } from '../parts/code-block.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { indentedIfJson } from '../parts/indented-json.ts';
import { JsonBlock } from '../parts/json-block.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Panel } from '../parts/panel.tsx';
import { texts } from '../texts/index.ts';
import { writeHeaders } from '../webhooks/sample-headers.ts';
import type { EventRecord } from '../webhooks/event-record.ts';

const words = texts.console.events;
const { fields } = texts.resources['webhook-events'];

const TITLE = { fontWeight: 650, mb: 0.5 } as const;

/** The request as the sender sent it. */
export function ReceivedRequest({ event }: { event: EventRecord }) {
  return (
    <Panel title={words.received}>
      <Facts>
        <Fact name={fields.kind}>{words.kinds[event.kind]}</Fact>
        <Fact name={fields.content_type}>{event.content_type ?? words.none}</Fact>
        <Fact name={fields.headers}>
          {Object.keys(event.headers).length === 0 ? (
            words.no_headers
          ) : (
            <CodeBlock text={writeHeaders(event.headers)} name={fields.headers} />
          )}
        </Fact>
      </Facts>
      <Body body={event.body ?? ''} isText={event.body_encoding !== 'base64'} />
    </Panel>
  );
}

function Body({ body, isText }: { body: string; isText: boolean }) {
  const [asItCame, setAsItCame] = useState(false);
  const formatted = useMemo(() => (isText ? formattedJson(body) : undefined), [body, isText]);
  return (
    <>
      <Typography component="h3" sx={TITLE}>
        {fields.body}
        {formatted !== undefined && (
          <Button size="small" sx={{ ml: 1 }} onClick={() => setAsItCame(!asItCame)}>
            {asItCame ? words.formatted : words.raw}
          </Button>
        )}
      </Typography>
      {!isText && <Typography sx={{ mb: 1 }}>{words.base64}</Typography>}
      {body === '' ? (
        words.empty_body
      ) : (
        <CodeBlock text={(asItCame ? undefined : formatted) ?? body} whole={body} name={fields.body} copy />
      )}
    </>
  );
}

/** Undefined if the text is not JSON, or already formatted. */
function formattedJson(body: string): string | undefined {
  const text = indentedIfJson(body, MAX_SHOWN);
  return text === body.slice(0, text?.length) ? undefined : text;
}

/** The event as parsed by the webhook's parser. */
export function ParsedEvent({ event }: { event: EventRecord }) {
  const { parsed, external_user_id, credential_id } = event;
  if (!parsed) {
    const failed = event.state_reason_code === 'parser_failed';
    return <Panel title={words.parsed}>{failed ? words.not_read : words.not_parsed}</Panel>;
  }
  return (
    <Panel title={words.parsed}>
      <Facts>
        <Fact name={words.type}>{parsed.type ?? words.none}</Fact>
        <Fact name={words.sender_id}>{parsed.id ?? words.none}</Fact>
        <Fact name={fields.external_user_id}>{external_user_id ?? words.none}</Fact>
        <Fact name={fields.credential_id}>
          {credential_id === null ? (
            words.no_credential
          ) : (
            <RecordLink resource="credentials" id={credential_id}>
              {credential_id}
            </RecordLink>
          )}
        </Fact>
      </Facts>
      <Typography component="h3" sx={TITLE}>
        {words.data}
      </Typography>
      <JsonBlock value={parsed.data ?? null} name={words.data} />
    </Panel>
  );
}
