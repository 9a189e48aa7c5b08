import { Button, Typography } from '@mui/material';
import { useMemo, useState } from 'react';
import { CodeBlock } from '../parts/code-block.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Panel } from '../parts/panel.tsx';
import { texts } from '../texts/index.ts';
import { writeHeaders } from '../webhooks/sample-headers.ts';
import type { EventRecord } from './event-record.ts';

const words = texts.console.events;
const { fields } = texts.resources['webhook-events'];

/** As much of a body as a page shows. */
const MOST_SHOWN = 100_000;

/** What the sender sent. */
export function Arrived({ event }: { event: EventRecord }) {
  return (
    <Panel title={words.arrived}>
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
  const text = asItCame || formatted === undefined ? body : formatted;
  return (
    <>
      <Typography component="h3" sx={{ fontWeight: 650, mb: 0.5 }}>
        {fields.body}
        {formatted !== undefined && (
          <Button size="small" sx={{ ml: 1 }} onClick={() => setAsItCame(!asItCame)}>
            {asItCame ? words.formatted : words.as_it_came}
          </Button>
        )}
      </Typography>
      {!isText && <Typography sx={{ mb: 1 }}>{words.base64}</Typography>}
      {body === '' ? (
        words.empty_body
      ) : (
        <CodeBlock text={text.slice(0, MOST_SHOWN)} name={fields.body} copy={text.length <= MOST_SHOWN} />
      )}
      {text.length > MOST_SHOWN && <Typography sx={{ mt: 1 }}>{words.cut}</Typography>}
    </>
  );
}

/** Undefined for what is no JSON, or reads the same. */
function formattedJson(body: string): string | undefined {
  try {
    const text = JSON.stringify(JSON.parse(body), null, 2);
    return text === body ? undefined : text;
  } catch {
    return undefined;
  }
}

/** What the webhook's parser made of it. */
export function Understood({ event }: { event: EventRecord }) {
  const { parsed, external_user_id, credential_id } = event;
  return (
    <Panel title={words.understood}>
      {!parsed ? (
        event.state_reason_code === 'parser_failed' ? (
          words.not_read
        ) : (
          words.not_parsed
        )
      ) : (
        <Facts>
          <Fact name={words.type}>{parsed.type ?? words.none}</Fact>
          <Fact name={words.sender_id}>{parsed.id ?? words.none}</Fact>
          <Fact name={fields.external_user_id}>{external_user_id ?? words.none}</Fact>
          <Fact name={fields.credential_id}>
            {credential_id === null ? (
              words.nobody
            ) : (
              <RecordLink resource="credentials" id={credential_id}>
                {credential_id}
              </RecordLink>
            )}
          </Fact>
          <Fact name={words.data}>
            <CodeBlock
              text={JSON.stringify(parsed.data ?? null, null, 2).slice(0, MOST_SHOWN)}
              name={words.data}
            />
          </Fact>
        </Facts>
      )}
    </Panel>
  );
}
