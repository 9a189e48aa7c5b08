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
import { errorMessageOf } from '../parts/confirm-button.tsx';
import { usePerson } from '../person.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { selectWhenShown } from '../parts/select-when-shown.ts';
import type { Sample } from './sample.ts';
import { readHeaders } from './sample-headers.ts';
import { TryResult } from './try-result.tsx';
import { useLatestEvent } from './use-latest-event.ts';
import { useSample } from './use-sample.ts';
import type { WebhookServices } from './webhook-record.ts';

const words = texts.console.trying;

interface Props {
  webhookId: string;
  services: WebhookServices;
}

/** Tests a webhook with a sample: shows the result of each step, stores nothing and delivers nothing. */
export function TrySample({ sample, ...props }: Props & { sample?: Sample }) {
  const [open, setOpen] = useState(false);
  const onClose = () => setOpen(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{words.action}</Button>
      {open && sample !== undefined && <TryDialog {...props} arrived={sample} onClose={onClose} />}
      {open && sample === undefined && <TryLatest {...props} onClose={onClose} />}
    </>
  );
}

/** The sample is the last received event, or an example. */
function TryLatest(props: Props & { onClose(): void }) {
  const latest = useLatestEvent(props.webhookId);
  return latest === undefined ? null : <TryDialog {...props} {...(latest !== null && { arrived: latest })} />;
}

function TryDialog({ webhookId, services, arrived, onClose }: Props & { arrived?: Sample; onClose(): void }) {
  const { kind, changeKind, body, setBody, headers, setHeaders, asArrived } = useSample(services, arrived);
  const [result, setResult] = useState<{ resource: Resource; arrived: boolean }>();
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const call = useCall();
  const { tenant } = usePerson();
  const read = readHeaders(headers);
  const body_encoding = arrived?.body_encoding ?? 'utf-8';

  const tryIt = async () => {
    setBusy(true);
    setError(undefined);
    setResult(undefined);
    const attributes = { kind, body, body_encoding, headers: read.headers };
    try {
      const { document } = await call(`/tenants/${tenant.id}/webhooks/${webhookId}/tests`, {
        method: 'POST',
        body: { data: { type: 'webhook-test', attributes } },
      });
      setResult({ resource: document!.data as Resource, arrived: asArrived });
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
        <DialogContentText sx={{ mb: 2 }}>
          {arrived === undefined ? words.text : words.text_arrived}
        </DialogContentText>
        <Stack sx={{ gap: 2, pt: 1 }}>
          <TextField
            select
            label={words.kind}
            value={kind}
            onChange={(event) => changeKind(event.target.value as Sample['kind'])}
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
            inputRef={selectWhenShown}
            label={body_encoding === 'base64' ? words.body_base64 : words.body}
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
            {errorMessageOf(error)}
          </Alert>
        )}
        {result !== undefined && <TryResult result={result.resource} arrived={result.arrived} />}
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
