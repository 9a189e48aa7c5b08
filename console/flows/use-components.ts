import { useGetMany } from 'react-admin';
import type { ComponentRecord } from '../components/badges.tsx';
import { OF_LISTS } from '../api/kept-apart.ts';
import { useMay } from '../person.ts';
import type { FlowNode } from './flow-record.ts';

/** The components of a graph by their ids, those that the person sees. */
export function useComponents(nodes: readonly FlowNode[]): Map<string, ComponentRecord> {
  const maySee = useMay()('components', 'get');
  const ids = [...new Set(nodes.map(({ component_id }) => component_id))];
  const { data = [] } = useGetMany<ComponentRecord>(
    'components',
    { ids, meta: OF_LISTS },
    { enabled: maySee && ids.length > 0, staleTime: 60_000 },
  );
  // What is gone leaves a gap.
  const found = (data as (ComponentRecord | undefined)[]).filter((one) => one !== undefined);
  return new Map(found.map((component) => [component.id, component]));
}
