import { Box } from '@mui/material';
import { Fact, Facts } from '../../parts/facts.tsx';
import { JsonBlock } from '../../parts/json-block.tsx';
import { texts } from '../../texts/index.ts';

const words = texts.console.credentials;

/** The result of a test with a sample. */
export interface Trial {
  sender: { proven: boolean; reason: string | null } | null;
  parser: { parsed: object | null; reason: string | null } | null;
}

export function TrialResult({ trial: { sender, parser } }: { trial: Trial }) {
  return (
    <Box role="status">
      <Facts>
        {sender !== null && (
          <Fact name={words.try_sender}>
            {sender.proven ? words.yes : words.no} {sender.reason}
          </Fact>
        )}
        <Fact name={words.try_parsed}>
          {parser === null
            ? words.try_no_parser
            : (parser.reason ?? <JsonBlock value={parser.parsed} name={words.try_parsed} />)}
        </Fact>
      </Facts>
    </Box>
  );
}
