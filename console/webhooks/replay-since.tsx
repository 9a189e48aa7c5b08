import { Checkbox, FormControl, FormControlLabel, FormGroup, FormLabel, TextField } from '@mui/material';
import { useState } from 'react';
import { useNotify, useRefresh, useTranslate } from 'react-admin';
import type { Resource } from '../api/document.ts';
import { postOnce } from '../api/idempotency.ts';
import { useCall } from '../api/use-call.ts';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { localTime } from '../parts/local-time.ts';
import { useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.webhooks;
const { states } = texts.console.events;

const STATES = ['pending', 'failed', 'delivered', 'duplicate', 'filtered'] as const;

/** The API's limit per replay. For more events, the user replays again. */
const MAX_ROUNDS = 20;

const A_DAY = 24 * 3_600_000;

/** Replays the events a webhook has received since a given time. */
export function ReplaySince({ webhookId }: { webhookId: string }) {
  const [since, setSince] = useState(() => localTime(new Date(Date.now() - A_DAY), 'seconds'));
  const [chosen, setChosen] = useState<readonly string[]>(['pending', 'failed']);
  const call = useCall();
  const { tenant } = useCurrentUser();
  const notify = useNotify();
  const refresh = useRefresh();
  const translate = useTranslate();

  const replay = async () => {
    if (Number.isNaN(Date.parse(since))) throw new Error(words.replay_without_moment);
    if (chosen.length === 0) throw new Error(words.replay_without_states);
    let next: string | null = new Date(since).toISOString();
    let replayed = 0;
    for (let round = 0; next !== null && round < MAX_ROUNDS; round += 1) {
      const body = { data: { type: 'replay', attributes: { since: next, states: chosen } } };
      const path = `/tenants/${tenant.id}/webhooks/${webhookId}/replays`;
      const { attributes = {} } = (await postOnce(call, path, body)).document!.data as Resource;
      replayed += Number(attributes['replayed']);
      next = attributes['next_since'] as string | null;
    }
    notify(translate('console.webhooks.replayed', { smart_count: replayed }), { type: 'success' });
    refresh();
    if (next === null) return;
    setSince(localTime(new Date(next), 'seconds'));
    throw new Error(words.replay_more);
  };

  return (
    <ConfirmButton
      action={words.replay}
      title={words.replaying}
      text={words.replaying_text}
      confirm={words.replay_it}
      onConfirm={replay}
    >
      <TextField
        type="datetime-local"
        label={words.replay_since}
        value={since}
        onChange={(event) => setSince(event.target.value)}
        fullWidth
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { step: 1 } }}
        sx={{ mt: 2, mb: 2 }}
      />
      <FormControl component="fieldset">
        <FormLabel component="legend">{words.replay_states}</FormLabel>
        <FormGroup>
          {STATES.map((state) => (
            <FormControlLabel
              key={state}
              label={states[state]}
              control={<Checkbox checked={chosen.includes(state)} />}
              onChange={(_, on) => setChosen(on ? [...chosen, state] : chosen.filter((one) => one !== state))}
            />
          ))}
        </FormGroup>
      </FormControl>
    </ConfirmButton>
  );
}
