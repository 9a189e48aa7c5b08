import EditIcon from '@mui/icons-material/Edit';
import { Button, TextField, MenuItem } from '@mui/material';
import { useState } from 'react';
import { useNotify, useRecordContext, useRefresh, useUpdate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Resource } from '../api/document.ts';
import { postOnce } from '../api/idempotency.ts';
import { useCall } from '../api/use-call.ts';
import { ConfirmButton, errorMessageOf } from '../parts/confirm-button.tsx';
import { DeleteButton } from '../parts/delete-button.tsx';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { useMay, useCurrentUser } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { OVERLAPS } from './overlaps.ts';
import { ReplaySince } from './replay-since.tsx';
import { TestButton } from './test-dialog.tsx';
import type { WebhookRecord } from './webhook-record.ts';

const words = texts.console.webhooks;

/** The actions the user may take on a webhook. */
export function WebhookActions() {
  const webhook = useRecordContext<WebhookRecord>();
  const may = useMay();
  if (webhook === undefined) return null;
  return (
    <>
      {may('webhooks', 'edit') && (
        <>
          <Button startIcon={<EditIcon />} variant="outlined" component={Link} to={`/webhooks/${webhook.id}`}>
            {texts.console.edit}
          </Button>
          <OnOff webhook={webhook} />
          <TestButton webhookId={webhook.id} services={webhook.config_services} />
        </>
      )}
      {may('webhook-events', 'edit') && <ReplaySince webhookId={webhook.id} />}
      {may('webhooks', 'edit') && <RotateSigningSecret webhookId={webhook.id} />}
      <DeleteButton name={webhook.name} text={words.deleting_text} />
    </>
  );
}

function OnOff({ webhook }: { webhook: WebhookRecord }) {
  const [update] = useUpdate<WebhookRecord>();
  const notify = useNotify();
  const refresh = useRefresh();
  const change = (enabled: boolean) =>
    update(
      'webhooks',
      { id: webhook.id, data: { ...webhook, enabled }, previousData: webhook },
      { returnPromise: true, mutationMode: 'pessimistic' },
    );
  const switchOn = async () => {
    await change(true).catch((error: Error) => notify(errorMessageOf(error), { type: 'error' }));
    refresh();
  };
  if (!webhook.enabled) return <Button onClick={() => void switchOn()}>{words.enable}</Button>;
  return (
    <ConfirmButton
      action={words.disable}
      title={fill(words.disable_title, { name: webhook.name })}
      text={words.disable_text}
      confirm={words.disable_confirm}
      onConfirm={() => change(false)}
    />
  );
}

function RotateSigningSecret({ webhookId }: { webhookId: string }) {
  const [overlap, setOverlap] = useState(0);
  const [secret, setSecret] = useState<string>();
  const call = useCall();
  const { tenant } = useCurrentUser();
  const refresh = useRefresh();
  const rotate = async () => {
    const path = `/tenants/${tenant.id}/webhooks/${webhookId}/signing-secrets`;
    const body = { data: { type: 'signing-secret', attributes: { overlap } } };
    const { document } = await postOnce(call, path, body);
    setSecret(String((document!.data as Resource).attributes?.['signing_secret']));
  };
  return (
    <>
      <ConfirmButton
        action={words.rotate}
        title={words.rotating}
        text={words.rotating_text}
        confirm={words.rotate_it}
        onConfirm={rotate}
      >
        <TextField
          select
          fullWidth
          label={words.overlap}
          value={overlap}
          onChange={(event) => setOverlap(Number(event.target.value))}
          sx={{ mt: 2 }}
        >
          {OVERLAPS.map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              {name}
            </MenuItem>
          ))}
        </TextField>
      </ConfirmButton>
      {secret !== undefined && (
        <SecretDialog
          title={words.new_secret}
          secrets={{ [words.signing_secret]: secret }}
          help={words.signing_secret_help}
          onClose={() => {
            setSecret(undefined);
            // The rotation has changed the webhook's version.
            refresh();
          }}
        />
      )}
    </>
  );
}
