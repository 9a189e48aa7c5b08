import AddIcon from '@mui/icons-material/Add';
import { Autocomplete, Box, Button, TextField } from '@mui/material';
import { useState } from 'react';
import { useGetList } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';
import type { FlowGraph } from './flow-record.ts';

const words = texts.console.flows;

/** As many as the API gives at once. */
const MOST = 200;

/** Appends a step to the graph as it stands in the text, so that nobody looks up ids. */
export function AddStep({ text, change }: { text: string; change(text: string): void }) {
  const maySee = useMay()('components', 'get');
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null);
  const { data = [] } = useGetList<{ id: string; name: string }>(
    'components',
    {
      filter: { usable: true },
      pagination: { page: 1, perPage: MOST },
      sort: { field: 'name', order: 'ASC' },
      meta: OF_LISTS,
    },
    { enabled: maySee },
  );
  if (!maySee) return null;
  const graph = readGraph(text);
  const add = () => {
    change(JSON.stringify(withStep(graph!, chosen!.id), null, 2));
    setChosen(null);
  };
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 1.5, mt: 1 }}>
      <Autocomplete
        options={data}
        value={chosen}
        onChange={(_, component) => setChosen(component)}
        getOptionLabel={({ name }) => name}
        getOptionKey={({ id }) => id}
        isOptionEqualToValue={(one, other) => one.id === other.id}
        renderInput={(input) => <TextField {...input} label={words.step_component} />}
        sx={{ flex: '1 1 14rem' }}
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
