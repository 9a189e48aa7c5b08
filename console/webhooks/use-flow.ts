import { useGetManyAggregate } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { useMay } from '../person.ts';

/** The flow of a webhook, all those of a page in one request; undefined where it is not for the person. */
export function useFlow(id: string): FlowRecord | undefined {
  const enabled = useMay()('flows', 'get');
  const { data } = useGetManyAggregate<FlowRecord>('flows', { ids: [id], meta: OF_LISTS }, { enabled });
  return data?.[0];
}
