import { Alert, Box, Button, MenuItem, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useGetList } from 'react-admin';
import { LIST_META } from '../../api/cache-metas.ts';
import { MAX_PAGE_SIZE } from '../../api/pages.ts';
import { LoadFailed } from '../../parts/list-failed.tsx';
import { texts } from '../../texts/index.ts';
import { SampleInputs, TestOutcome } from '../../webhooks/test-form.tsx';
import { useTest } from '../../webhooks/use-test.ts';
import type { WebhookRecord, WebhookServices } from '../../webhooks/webhook-record.ts';
import type { CredentialRecord } from '../credential-record.ts';
import { WRAPPING } from '../../parts/wrapping.ts';

const words = texts.console.credentials.parsers;

interface Props {
  credentialId: string;
  services: CredentialRecord['config_services'];
}

/**
 * Tests the webhook services with a sample. The API only tests through a webhook, so this needs one that uses the
 * credential.
 */
export function TestParsers({ credentialId, services }: Props) {
  const [open, setOpen] = useState(false);
  if (!open) return <Button onClick={() => setOpen(true)}>{words.test}</Button>;
  return <WebhooksTest credentialId={credentialId} services={services as WebhookServices} />;
}

function WebhooksTest({ credentialId, services }: { credentialId: string; services: WebhookServices }) {
  const {
    data: webhooks,
    error,
    refetch,
  } = useGetList<WebhookRecord>('webhooks', {
    filter: { credential: credentialId },
    pagination: { page: 1, perPage: MAX_PAGE_SIZE },
    sort: { field: 'name', order: 'ASC' },
    meta: LIST_META,
  });
  const [chosen, setChosen] = useState<string>();
  const test = useTest(services);
  if (webhooks === undefined) return error !== null && <LoadFailed error={error} retry={refetch} />;
  const webhookId = chosen ?? webhooks[0]?.id;
  if (webhookId === undefined) return <Alert severity="info">{words.no_webhook}</Alert>;
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {words.text}
      </Typography>
      <TextField
        select
        label={words.webhook}
        value={webhookId}
        onChange={({ target }) => setChosen(target.value)}
        fullWidth
        sx={WRAPPING}
      >
        {webhooks.map(({ id, name }) => (
          <MenuItem key={id} value={id} sx={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      <SampleInputs test={test} />
      <Box>
        <Button variant="outlined" disabled={!test.canRun} onClick={() => void test.run(webhookId)}>
          {texts.console.webhook_test.run}
        </Button>
      </Box>
      <TestOutcome test={test} />
    </Box>
  );
}
