import { Alert, Box, Button, TextField, Typography } from '@mui/material';
import { useState, type FormEvent } from 'react';
import type { Resource } from '../../api/document.ts';
import { useCall } from '../../api/use-call.ts';
import { errorMessageOf } from '../../parts/confirm-button.tsx';
import { useCurrentUser } from '../../current-user.ts';
import { selectWhenShown } from '../../parts/select-when-shown.ts';
import { texts } from '../../texts/index.ts';
import { typedTexts } from '../typed-texts.ts';

const words = texts.console.credentials.mapper;

const SAMPLE = JSON.stringify(
  { id_token: { sub: '42' }, userinfo: { sub: '42', email: 'kim@example.com' }, token: {} },
  null,
  2,
);

interface Outcome {
  user_id: string | null;
  reason: string | null;
}

/** Tests the user ID mapper with what a provider might return. */
export function TestMapper({ credentialId, expression }: { credentialId: string; expression: string }) {
  const [open, setOpen] = useState(false);
  return open ? (
    <TestForm credentialId={credentialId} expression={expression} />
  ) : (
    <Button onClick={() => setOpen(true)}>{words.test}</Button>
  );
}

function TestForm({ credentialId, expression }: { credentialId: string; expression: string }) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const [outcome, setOutcome] = useState<Outcome>();
  const [refusal, setRefusal] = useState<string>();

  async function run(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = typedTexts(event.currentTarget);
    setOutcome(undefined);
    setRefusal(undefined);
    try {
      const attributes = { ...sampleIn(text('sample')), expression: text('expression') };
      const { document } = await call(`/tenants/${tenant.id}/credentials/${credentialId}/tests`, {
        method: 'POST',
        body: { data: { type: 'credential-test', attributes } },
      });
      setOutcome((document!.data as Resource).attributes as unknown as Outcome);
    } catch (error) {
      setRefusal(error instanceof SyntaxError ? words.no_json : errorMessageOf(error as Error));
    }
  }

  return (
    <Box component="form" onSubmit={(event) => void run(event)} sx={{ display: 'grid', gap: 2, mt: 2 }}>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {words.text}
      </Typography>
      <TextField name="expression" label={words.expression} defaultValue={expression} multiline fullWidth />
      <TextField
        name="sample"
        label={words.sample}
        defaultValue={SAMPLE}
        inputRef={selectWhenShown}
        multiline
        minRows={5}
        fullWidth
      />
      <Box>
        <Button type="submit" variant="outlined">
          {words.run}
        </Button>
      </Box>
      {refusal !== undefined && (
        <Alert severity="error" role="alert">
          {refusal}
        </Alert>
      )}
      {outcome !== undefined && <Result outcome={outcome} />}
    </Box>
  );
}

function Result({ outcome: { user_id, reason } }: { outcome: Outcome }) {
  return user_id === null ? (
    <Alert severity="warning" role="status">
      {reason}
    </Alert>
  ) : (
    <Alert severity="success" role="status" sx={{ overflowWrap: 'anywhere' }}>
      {words.found} <strong>{user_id}</strong>
    </Alert>
  );
}

/** @throws SyntaxError if the text is not JSON */
function sampleIn(text: string): object {
  const { token, id_token, userinfo } = JSON.parse(text) as Record<string, unknown>;
  return { token, id_token, userinfo };
}
