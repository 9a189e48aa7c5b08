import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  MenuItem,
  Stack,
  TextField,
} from '@mui/material';
import { useState } from 'react';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { refusalOf } from '../parts/ask-first.tsx';
import { usePerson } from '../person.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { readHeaders, writeHeaders } from './sample-headers.ts';
import { TryResult } from './try-result.tsx';

const words = texts.console.trying;

/** What a sample is, as the API takes it. */
export interface Sample {
  kind: 'event' | 'action';
  body: string;
  body_encoding?: 'utf-8' | 'base64';
  headers: Record<string, string>;
}

const NOTHING: Sample = { kind: 'event', body: '', headers: { 'Content-Type': 'application/json' } };

interface Props {
  webhookId: string;
  /** To begin with: what has arrived, for instance. */
  sample?: Sample;
}

/** Tries a webhook on a sample: shows what every step makes of it, keeps nothing and hands nothing on. */
export function TrySample(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{words.action}</Button>
      {open && <TryDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function TryDialog({ webhookId, sample = NOTHING, onClose }: Props & { onClose(): void }) {
  const [kind, setKind] = useState(sample.kind);
  const [body, setBody] = useState(sample.body);
  const [headers, setHeaders] = useState(() => writeHeaders(sample.headers));
  const [result, setResult] = useState<Resource>();
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const call = useCall();
  const { tenant } = usePerson();
  const read = readHeaders(headers);
  const arrived = sample !== NOTHING;

  const tryIt = async () => {
    setBusy(true);
    setError(undefined);
    setResult(undefined);
    const { body_encoding = 'utf-8' } = sample;
    const attributes = { kind, body, body_encoding, headers: read.headers };
    try {
      const { document } = await call(`/tenants/${tenant.id}/webhooks/${webhookId}/tests`, {
        method: 'POST',
        body: { data: { type: 'webhook-test', attributes } },
      });
      setResult(document!.data as Resource);
    } catch (refused) {
      setError(refused as Error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog open fullWidth maxWidth="md" onClose={onClose} aria-labelledby="try-title">
      <DialogTitle id="try-title">{words.title}</DialogTitle>
      <DialogContent>
        <DialogContentText sx={{ mb: 2 }}>{arrived ? words.text_arrived : words.text}</DialogContentText>
        <Stack sx={{ gap: 2, pt: 1 }}>
          <TextField
            select
            label={words.kind}
            value={kind}
            onChange={(event) => setKind(event.target.value as Sample['kind'])}
          >
            <MenuItem value="event">{words.kinds.event}</MenuItem>
            <MenuItem value="action">{words.kinds.action}</MenuItem>
          </TextField>
          <TextField
            label={words.headers}
            value={headers}
            onChange={(event) => setHeaders(event.target.value)}
            error={read.wrong !== undefined}
            helperText={
              read.wrong === undefined ? words.headers_help : fill(words.header_wrong, { line: read.wrong })
            }
            multiline
            minRows={2}
            maxRows={8}
            slotProps={{ htmlInput: MONOSPACE }}
          />
          <TextField
            label={sample.body_encoding === 'base64' ? words.body_base64 : words.body}
            value={body}
            onChange={(event) => setBody(event.target.value)}
            multiline
            minRows={6}
            maxRows={16}
            slotProps={{ htmlInput: MONOSPACE }}
          />
        </Stack>
        {error !== undefined && (
          <Alert severity="error" role="alert" sx={{ mt: 2 }}>
            {refusalOf(error)}
          </Alert>
        )}
        {result !== undefined && <TryResult result={result} arrived={arrived} />}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{words.close}</Button>
        <Button variant="contained" disabled={busy || read.wrong !== undefined} onClick={() => void tryIt()}>
          {words.try_it}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const MONOSPACE = {
  spellCheck: false,
  style: { fontFamily: 'ui-monospace, monospace', fontSize: '0.875rem', lineHeight: 1.5 },
} as const;
