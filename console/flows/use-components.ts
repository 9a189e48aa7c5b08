import { useGetMany } from 'react-admin';
import type { ComponentRecord } from '../components/component-record.ts';
import { LIST_META } from '../api/cache-metas.ts';
import { useMay } from '../current-user.ts';
import type { FlowNode } from './flow-record.ts';

/** The components of a graph by ID, as far as the user may see them. */
export function useComponents(nodes: readonly FlowNode[]): Map<string, ComponentRecord> {
  const maySee = useMay()('components', 'get');
  const ids = [...new Set(nodes.map(({ component_id }) => component_id))];
  const { data = [] } = useGetMany<ComponentRecord>(
    'components',
    { ids, meta: LIST_META },
    { enabled: maySee && ids.length > 0, staleTime: 60_000 },
  );
  // Skip deleted components.
  const found = (data as (ComponentRecord | undefined)[]).filter((one) => one !== undefined);
  return new Map(found.map((component) => [component.id, component]));
}
