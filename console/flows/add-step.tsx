import AddIcon from '@mui/icons-material/Add';
import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { RecordPicker } from '../parts/record-picker.tsx';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';
import type { FlowGraph } from './flow-record.ts';

const words = texts.console.flows;

const USABLE = { usable: true };

/** Appends a step to the graph as it stands in the text, so that nobody looks up ids. */
export function AddStep({ text, change }: { text: string; change(text: string): void }) {
  const maySee = useMay()('components', 'get');
  const [chosen, setChosen] = useState<string | null>(null);
  if (!maySee) return null;
  const graph = readGraph(text);
  const add = () => {
    change(JSON.stringify(withStep(graph!, chosen!), null, 2));
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

/** Undefined while the text is none. */
function readGraph(text: string): FlowGraph | undefined {
  try {
    const { nodes, edges } = JSON.parse(text) as FlowGraph;
    return Array.isArray(nodes) && Array.isArray(edges) ? { nodes, edges } : undefined;
  } catch {
    return undefined;
  }
}

/** The new step comes after the last one. */
function withStep({ nodes, edges }: FlowGraph, component_id: string): FlowGraph {
  let number = nodes.length + 1;
  while (nodes.some(({ id }) => id === `step_${number}`)) number += 1;
  const id = `step_${number}`;
  const before = nodes.at(-1);
  return {
    nodes: [...nodes, { id, component_id }],
    edges: before === undefined ? edges : [...edges, { source: before.id, target: id }],
  };
}
