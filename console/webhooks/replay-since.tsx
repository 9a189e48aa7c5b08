import { Checkbox, FormControl, FormControlLabel, FormGroup, FormLabel, TextField } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify, useRefresh, useTranslate } from 'react-admin';
import type { Resource } from '../api/document.ts';
import { postOnce } from '../api/idempotency.ts';
import { useCall } from '../api/use-call.ts';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { localTime } from '../parts/local-time.ts';
import { useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { replayKey } from './running-replay.tsx';

const words = texts.console.webhooks;
const { states } = texts.console.events;

const STATES = ['pending', 'failed', 'delivered', 'duplicate', 'filtered'] as const;

const A_DAY = 24 * 3_600_000;

/** Replays the events a webhook has received since a given time. */
export function ReplaySince({ webhookId }: { webhookId: string }) {
  const [since, setSince] = useState(() => localTime(new Date(Date.now() - A_DAY), 'seconds'));
  const [chosen, setChosen] = useState<readonly string[]>(['pending', 'failed']);
  const [types, setTypes] = useState('');
  const [search, setSearch] = useState('');
  const queries = useQueryClient();
  const call = useCall();
  const { tenant } = useCurrentUser();
  const notify = useNotify();
  const refresh = useRefresh();
  const translate = useTranslate();

  const replay = async () => {
    if (Number.isNaN(Date.parse(since))) throw new Error(words.replay_without_moment);
    if (chosen.length === 0) throw new Error(words.replay_without_states);
    const attributes = {
      since: new Date(since).toISOString(),
      states: chosen,
      ...(listOf(types).length > 0 && { types: listOf(types) }),
      ...(search.trim() !== '' && { search: search.trim() }),
    };
    const path = `/tenants/${tenant.id}/webhooks/${webhookId}/replays`;
    const { document } = await postOnce(call, path, { data: { type: 'replay', attributes } });
    const { state, replayed } = (document!.data as Resource).attributes as {
      state: string;
      replayed: number;
    };
    const done = translate('console.webhooks.replayed', { smart_count: replayed });
    notify(state === 'running' ? words.replay_started : done, { type: 'success' });
    await queries.invalidateQueries({ queryKey: replayKey(webhookId) });
    refresh();
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
      <TextField
        label={words.replay_types}
        helperText={words.replay_types_help}
        value={types}
        onChange={(event) => setTypes(event.target.value)}
        fullWidth
        sx={{ mb: 2 }}
      />
      <TextField
        label={words.replay_search}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        fullWidth
        sx={{ mb: 2 }}
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

function listOf(types: string): string[] {
  const names = types.split(',').map((type) => type.trim());
  return [...new Set(names.filter((type) => type !== ''))];
}
