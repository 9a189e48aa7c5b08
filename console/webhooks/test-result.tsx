import { Box, Typography } from '@mui/material';
import type { Resource } from '../api/document.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { JsonBlock } from '../parts/json-block.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { useNames } from '../parts/use-names.ts';
import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import { writeHeaders } from './sample-headers.ts';

const words = texts.console.webhook_test;

interface ResultAttributes {
  sender: { proven: boolean; reason: string | null } | null;
  handshake: { content_type: string; body: string } | null;
  headers: Record<string, string>;
  parser: { parsed: object | null; events: object[]; reason: string | null } | null;
  flows: { flow_id: string; matches: boolean; reason: string | null }[];
}

/** The result of each step of a test. @param arrived the sample is a received event, whose signature is not stored */
export function TestResult({ result, arrived }: { result: Resource; arrived: boolean }) {
  const { sender, handshake, headers, parser, flows } = result.attributes as unknown as ResultAttributes;
  const credential = result.relationships?.['credential']?.data;
  const duplicate = result.relationships?.['duplicate_of']?.data;
  return (
    <Box role="status" sx={{ mt: 3 }}>
      <Typography component="h3" variant="h6" gutterBottom>
        {words.result}
      </Typography>
      <Facts>
        <Fact name={words.sender}>
          {sender === null ? words.sender_by_token : <Sender {...sender} arrived={arrived} />}
        </Fact>
        {handshake !== null && (
          <Fact name={words.handshake}>
            <CodeBlock text={handshake.body} name={words.handshake} />
          </Fact>
        )}
        <Fact name={words.parsed}>
          <Parsed parser={parser} />
        </Fact>
        {flows.length > 0 && (
          <Fact name={words.flows}>
            <Flows flows={flows} />
          </Fact>
        )}
        <Fact name={words.kept_headers}>
          {Object.keys(headers).length === 0 ? (
            words.none
          ) : (
            <CodeBlock text={writeHeaders(headers)} name={words.kept_headers} />
          )}
        </Fact>
        <Fact name={words.credential}>
          {credential ? (
            <RecordLink resource="credentials" id={credential.id}>
              {credential.id}
            </RecordLink>
          ) : (
            words.no_credential
          )}
        </Fact>
        {duplicate && (
          <Fact name={words.duplicate}>
            <RecordLink resource="webhook-events" id={duplicate.id}>
              {duplicate.id}
            </RecordLink>
          </Fact>
        )}
      </Facts>
    </Box>
  );
}

function Flows({ flows }: Pick<ResultAttributes, 'flows'>) {
  const { nameOf } = useNames(
    'flows',
    flows.map(({ flow_id }) => flow_id),
  );
  return flows.map(({ flow_id, matches, reason }) => (
    <div key={flow_id}>
      {nameOf(flow_id) ?? flow_id}:{' '}
      {reason === null ? (
        <State word={matches ? words.receives : words.receives_not} tone={matches ? 'good' : 'plain'} />
      ) : (
        <>
          <State word={words.filter_failed} tone="warning" /> {reason}
        </>
      )}
    </div>
  ));
}

function Sender({ proven, reason, arrived }: { proven: boolean; reason: string | null; arrived: boolean }) {
  if (proven) return <State word={words.verified} tone="good" />;
  return (
    <>
      <State word={words.not_verified} tone="warning" /> {reason}{' '}
      {arrived ? words.not_verified_arrived : words.not_verified_help}
    </>
  );
}

function Parsed({ parser }: { parser: ResultAttributes['parser'] }) {
  if (parser === null) return <>{words.no_parser}</>;
  if (parser.parsed === null)
    return (
      <>
        <State word={words.parsing_failed} tone="warning" /> {parser.reason}
      </>
    );
  const { parsed, events } = parser;
  return <JsonBlock value={events.length > 1 ? events : parsed} name={words.parsed} />;
}
