import AddIcon from '@mui/icons-material/Add';
import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { RecordPicker } from '../parts/record-picker.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { readGraph, withStep, writeGraph } from './graph-text.ts';

const words = texts.console.flows;

const USABLE = { usable: true };

/** Appends a step to the graph's text, so that nobody has to look up IDs. */
export function AddStep({ text, change }: { text: string; change(text: string): void }) {
  const maySee = useMay()('components', 'get');
  const [chosen, setChosen] = useState<string | null>(null);
  if (!maySee) return null;
  const graph = readGraph(text);
  const add = () => {
    change(writeGraph(withStep(graph!, chosen!)));
    setChosen(null);
  };
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 1.5, mt: 1 }}>
      <RecordPicker
        resource="components"
        sort="name"
        filter={USABLE}
        label={words.step_component}
        nameOf={({ name }) => String(name)}
        value={chosen}
        onChange={(component) => setChosen(component?.id ?? null)}
        sx={{ flex: '1 1 14rem', width: 'auto' }}
      />
      <Button startIcon={<AddIcon />} onClick={add} disabled={chosen === null || graph === undefined}>
        {words.add_step}
      </Button>
    </Box>
  );
}
