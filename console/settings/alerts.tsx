import { useQuery } from '@tanstack/react-query';
import { Box, Card, CardContent, MenuItem, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { Resource } from '../api/document.ts';
import { postOnce } from '../api/idempotency.ts';
import { useCall } from '../api/use-call.ts';
import { useCurrentUser } from '../current-user.ts';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { LoadFailed } from '../parts/list-failed.tsx';
import { Moment } from '../parts/moment.tsx';
import { refetchInterval } from '../parts/refetch-interval.ts';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';

const words = texts.console.settings.alerts;
const { overlaps } = texts.console.webhooks;

const SHOWN = 5;
const HOUR = 3_600;
const OVERLAPS = [
  { id: 0, name: overlaps.none },
  { id: HOUR, name: overlaps.hour },
  { id: 24 * HOUR, name: overlaps.day },
  { id: 7 * 24 * HOUR, name: overlaps.week },
];
const TONES = { pending: 'plain', delivered: 'good', failed: 'warning' } as const;

interface Alert {
  event: keyof typeof words.events;
  state: keyof typeof TONES;
  error: string | null;
  created_at: string;
}

/** The alerts that were sent last, and what can be done with their URL. Shown once the tenant has one. */
export function Alerts() {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const [secret, setSecret] = useState<string>();
  const path = `/tenants/${tenant.id}/alerts`;
  const { data, error, refetch } = useQuery({
    queryKey: ['alerts', tenant.id],
    refetchInterval,
    queryFn: async () => {
      const { document } = await call(`${path}?page[size]=${SHOWN}`);
      return [document!.data].flat() as Resource[];
    },
  });
  return (
    <Card>
      <CardContent>
        <Typography component="h2" variant="h6" gutterBottom>
          {words.title}
        </Typography>
        {data === undefined && error !== null && <LoadFailed error={error} retry={refetch} />}
        {data?.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{words.none}</Typography>}
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {data?.map(({ id, attributes }) => (
            <One key={id} alert={attributes as unknown as Alert} />
          ))}
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 2 }}>
          <ConfirmButton
            action={words.test}
            title={words.testing}
            text={words.testing_text}
            confirm={words.test_it}
            onConfirm={async () => {
              await call(`${path}/tests`, { method: 'POST' });
              await refetch();
            }}
          />
          <Rotate onRotated={setSecret} />
        </Box>
        {secret !== undefined && <AlertSecret secret={secret} onClose={() => setSecret(undefined)} />}
      </CardContent>
    </Card>
  );
}

/** Shows the secret that signs alerts, once. */
export function AlertSecret({ secret, onClose }: { secret: string; onClose(): void }) {
  return (
    <SecretDialog
      title={words.secret}
      secrets={{ [words.secret]: secret }}
      help={words.secret_help}
      onClose={onClose}
    />
  );
}

function One({ alert: { event, state, error, created_at } }: { alert: Alert }) {
  return (
    <Box component="li" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, py: 0.75 }}>
      <Moment at={created_at} />
      <span>{words.events[event]}</span>
      <State word={words.states[state]} tone={TONES[state]} />
      {error !== null && (
        <Typography sx={{ color: 'text.secondary', overflowWrap: 'anywhere', minWidth: 0 }}>
          {error}
        </Typography>
      )}
    </Box>
  );
}

function Rotate({ onRotated }: { onRotated(secret: string): void }) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const [overlap, setOverlap] = useState(0);
  const rotate = async () => {
    const body = { data: { type: 'alert-secret', attributes: { overlap } } };
    const { document } = await postOnce(call, `/tenants/${tenant.id}/alert-secrets`, body);
    onRotated(String((document!.data as Resource).attributes?.['signing_secret']));
  };
  return (
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
        onChange={({ target }) => setOverlap(Number(target.value))}
        sx={{ mt: 2 }}
      >
        {OVERLAPS.map(({ id, name }) => (
          <MenuItem key={id} value={id}>
            {name}
          </MenuItem>
        ))}
      </TextField>
    </ConfirmButton>
  );
}
