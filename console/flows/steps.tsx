import { Box } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { ComponentRecord } from '../components/component-record.ts';
import { RecordLink } from '../parts/record-link.tsx';
import type { FlowGraph } from './flow-record.ts';

/** The graph as text: each step with its successors. */
export function Steps({ graph, components }: { graph: FlowGraph; components: Map<string, ComponentRecord> }) {
  const translate = useTranslate();
  const after = new Map<string, string[]>();
  for (const { source, target } of graph.edges) after.set(source, [...(after.get(source) ?? []), target]);
  return (
    <Box component="ol" sx={{ mt: 2, mb: 0, pl: 3, overflowWrap: 'anywhere', '& li': { mb: 0.5 } }}>
      {graph.nodes.map((node) => {
        const component = components.get(node.component_id);
        const next = after.get(node.id);
        return (
          <li key={node.id}>
            {node.name ?? node.id}
            {component !== undefined && (
              <>
                {': '}
                <RecordLink resource="components" id={component.id}>
                  {component.name}
                </RecordLink>
              </>
            )}
            {next !== undefined && (
              <Box component="span" sx={{ color: 'text.secondary' }}>
                {' '}
                {translate('console.flows.followed_by', { steps: next.join(', ') })}
              </Box>
            )}
          </li>
        );
      })}
    </Box>
  );
}
