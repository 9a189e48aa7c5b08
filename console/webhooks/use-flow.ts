import { useGetManyAggregate } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { useMay } from '../current-user.ts';

/** The flow of a webhook, fetched in one request for all webhooks of a page; undefined if the user may not see it. */
export function useFlow(id: string): FlowRecord | undefined {
  const enabled = useMay()('flows', 'get');
  const { data } = useGetManyAggregate<FlowRecord>('flows', { ids: [id], meta: LIST_META }, { enabled });
  return data?.[0];
}
