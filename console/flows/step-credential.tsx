import { Box, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { keyed } from '../parts/keyed.ts';
import { RecordPicker } from '../parts/record-picker.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { readGraph, withCredential, writeGraph } from './graph-text.ts';

const words = texts.console.flows;

/** Sets the credential of a step in the graph's text. */
export function StepCredential({ text, change }: { text: string; change(text: string): void }) {
  const maySee = useMay()('credentials', 'get');
  const [wanted, setWanted] = useState<string>();
  const graph = readGraph(text);
  // The text may contain anything.
  const steps = graph?.nodes.filter((node) => typeof node?.id === 'string') ?? [];
  const chosen = steps.find(({ id }) => id === wanted) ?? steps.at(-1);
  if (!maySee || graph === undefined || chosen === undefined) return null;
  const { credentials_id } = chosen;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 1.5 }}>
      <TextField
        select
        label={words.step}
        value={chosen.id}
        onChange={({ target }) => setWanted(target.value)}
        sx={{ flex: '1 1 10rem' }}
        slotProps={{ select: { MenuProps: { sx: WRAPPING } } }}
      >
        {keyed(steps, ({ id }) => id).map(({ key, item: { id, name } }) => (
          <MenuItem key={key} value={id}>
            {typeof name === 'string' && name !== '' ? `${name} (${id})` : id}
          </MenuItem>
        ))}
      </TextField>
      <RecordPicker
        resource="credentials"
        sort="name"
        label={words.step_credential}
        nameOf={({ name }) => String(name)}
        help={words.step_credential_help}
        value={typeof credentials_id === 'string' ? credentials_id : null}
        onChange={(credential) =>
          change(writeGraph(withCredential(graph, chosen.id, credential?.id ?? null)))
        }
        whenNone={
          <Box sx={{ flex: '2 1 14rem', alignSelf: 'center' }}>{texts.console.credentials.empty}</Box>
        }
        sx={{ flex: '2 1 14rem', width: 'auto' }}
      />
    </Box>
  );
}

const WRAPPING = { '& .MuiMenuItem-root': { whiteSpace: 'normal', overflowWrap: 'anywhere' } } as const;
