import { Alert, Box, Button, MenuItem, TextField, Typography } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { useGetList } from 'react-admin';
import { LIST_META } from '../../api/cache-metas.ts';
import type { Resource } from '../../api/document.ts';
import { MAX_PAGE_SIZE } from '../../api/pages.ts';
import { useCall } from '../../api/use-call.ts';
import { errorMessageOf } from '../../parts/confirm-button.tsx';
import { LoadFailed } from '../../parts/list-failed.tsx';
import { usePerson } from '../../person.ts';
import { selectWhenShown } from '../../parts/select-when-shown.ts';
import { texts } from '../../texts/index.ts';
import { readHeaders } from '../../webhooks/sample-headers.ts';
import { useSample } from '../../webhooks/use-sample.ts';
import type { WebhookRecord, WebhookServices } from '../../webhooks/webhook-record.ts';
import type { CredentialRecord } from '../credential-record.ts';
import { typedTexts } from '../typed-texts.ts';
import { WRAPPING } from '../wrapping.ts';
import { TrialResult, type Trial } from './trial-result.tsx';

const words = texts.console.credentials;

interface Props {
  credentialId: string;
  services: CredentialRecord['config_services'];
}

/**
 * Tests the webhook services with a sample. The API only tests through a webhook, so this needs one that uses the
 * credential.
 */
export function TryParsers(props: Props) {
  const [open, setOpen] = useState(false);
  return open ? <TrialForm {...props} /> : <Button onClick={() => setOpen(true)}>{words.try}</Button>;
}

function TrialForm({ credentialId, services }: Props) {
  const {
    data: webhooks,
    error: failure,
    refetch,
  } = useGetList<WebhookRecord>('webhooks', {
    filter: { credential: credentialId },
    pagination: { page: 1, perPage: MAX_PAGE_SIZE },
    sort: { field: 'name', order: 'ASC' },
    meta: LIST_META,
  });
  const call = useCall();
  const { tenant } = usePerson();
  const { kind, changeKind, body, setBody, headers, setHeaders } = useSample(services as WebhookServices);
  const [trial, setTrial] = useState<Trial>();
  const [refusal, setRefusal] = useState<string>();
  if (webhooks === undefined) return failure !== null && <LoadFailed error={failure} retry={refetch} />;
  if (webhooks.length === 0) return <Alert severity="info">{words.try_none}</Alert>;

  async function run(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = typedTexts(event.currentTarget);
    const attributes = { kind, body, headers: readHeaders(headers).headers };
    setTrial(undefined);
    setRefusal(undefined);
    try {
      const { document } = await call(`/tenants/${tenant.id}/webhooks/${text('webhook')}/tests`, {
        method: 'POST',
        body: { data: { type: 'webhook-test', attributes } },
      });
      setTrial((document!.data as Resource).attributes as unknown as Trial);
    } catch (error) {
      setRefusal(errorMessageOf(error as Error));
    }
  }

  return (
    <Box component="form" onSubmit={(event) => void run(event)} sx={{ display: 'grid', gap: 2 }}>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {words.try_text}
      </Typography>
      <TextField
        select
        name="webhook"
        label={words.try_webhook}
        defaultValue={webhooks[0]!.id}
        fullWidth
        sx={WRAPPING}
      >
        {webhooks.map(({ id, name }) => (
          <MenuItem key={id} value={id} sx={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        label={words.try_kind}
        value={kind}
        onChange={({ target }) => changeKind(target.value as typeof kind)}
        fullWidth
      >
        <MenuItem value="event">{words.try_event}</MenuItem>
        <MenuItem value="action">{words.try_action}</MenuItem>
      </TextField>
      <TextField
        value={headers}
        onChange={({ target }) => setHeaders(target.value)}
        label={words.try_headers}
        helperText={words.try_headers_help}
        multiline
        minRows={2}
        fullWidth
      />
      <TextField
        label={words.try_body}
        value={body}
        onChange={({ target }) => setBody(target.value)}
        inputRef={selectWhenShown}
        multiline
        minRows={5}
        maxRows={20}
        fullWidth
      />
      <Box>
        <Button type="submit" variant="outlined">
          {words.try_run}
        </Button>
      </Box>
      {refusal !== undefined && (
        <Alert severity="error" role="alert">
          {refusal}
        </Alert>
      )}
      {trial !== undefined && <TrialResult trial={trial} />}
    </Box>
  );
}
