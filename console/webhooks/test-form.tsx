import { Alert, MenuItem, Stack, TextField } from '@mui/material';
import { errorMessageOf } from '../parts/confirm-button.tsx';
import { fill } from '../parts/fill.ts';
import { selectWhenShown } from '../parts/select-when-shown.ts';
import { texts } from '../texts/index.ts';
import { PresetSample } from './preset-sample.tsx';
import type { Sample } from './sample.ts';
import { TestResult } from './test-result.tsx';
import type { Test } from './use-test.ts';
import { MONOSPACE } from '../monospace.ts';

const words = texts.console.webhook_test;

/** The inputs of the sample. */
export function SampleInputs({ test: { sample, body_encoding, wrongLine } }: { test: Test }) {
  return (
    <Stack sx={{ gap: 2 }}>
      {body_encoding === 'utf-8' && <PresetSample onChoose={sample.replace} />}
      <TextField
        select
        label={words.kind}
        value={sample.kind}
        onChange={({ target }) => sample.changeKind(target.value as Sample['kind'])}
      >
        <MenuItem value="event">{words.kinds.event}</MenuItem>
        <MenuItem value="action">{words.kinds.action}</MenuItem>
      </TextField>
      <TextField
        label={words.headers}
        value={sample.headers}
        onChange={({ target }) => sample.setHeaders(target.value)}
        error={wrongLine !== undefined}
        helperText={
          wrongLine === undefined ? words.headers_help : fill(words.header_wrong, { line: wrongLine })
        }
        multiline
        minRows={2}
        maxRows={8}
        slotProps={{ htmlInput: CODE_STYLE }}
      />
      <TextField
        inputRef={selectWhenShown}
        label={body_encoding === 'base64' ? words.body_base64 : words.body}
        value={sample.body}
        onChange={({ target }) => sample.setBody(target.value)}
        multiline
        minRows={6}
        maxRows={16}
        slotProps={{ htmlInput: CODE_STYLE }}
      />
    </Stack>
  );
}

/** The result of the test, or why it could not be run. */
export function TestOutcome({ test: { result, error } }: { test: Test }) {
  return (
    <>
      {error !== undefined && (
        <Alert severity="error" role="alert" sx={{ mt: 2 }}>
          {errorMessageOf(error)}
        </Alert>
      )}
      {result !== undefined && <TestResult result={result.resource} arrived={result.asArrived} />}
    </>
  );
}

const CODE_STYLE = {
  spellCheck: false,
  style: { fontFamily: MONOSPACE, fontSize: '0.875rem', lineHeight: 1.5 },
} as const;
