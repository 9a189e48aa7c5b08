import { useGetManyAggregate, useGetRecordRepresentation } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import type { ApiRecord } from '../api/records.ts';
import { RESOURCES } from '../api/resources.ts';
import { useSeenAt } from './record-link.tsx';

/** The current name of a record, if its entry does not contain it. Names of one page are fetched together. */
export function useKnownName(type: string, id: string | null): string | undefined {
  const seenAt = useSeenAt(type);
  const resource = seenAt !== undefined && RESOURCES[seenAt]?.severalById ? seenAt : undefined;
  const nameOf = useGetRecordRepresentation(resource ?? '');
  const { data } = useGetManyAggregate<ApiRecord>(
    resource ?? '',
    { ids: id === null ? [] : [id], meta: LIST_META },
    { enabled: resource !== undefined && id !== null, staleTime: 60_000 },
  );
  const record = data?.[0];
  const name = record && nameOf(record);
  return typeof name === 'string' ? name : undefined;
}
