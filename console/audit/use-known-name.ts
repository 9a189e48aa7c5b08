import { useGetManyAggregate, useGetRecordRepresentation } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import type { ApiRecord } from '../api/records.ts';
import { RESOURCES } from '../api/resources.ts';
import { useSeenAt } from './record-link.tsx';

/** What a record is called today, where its entry does not say it; those of a page are asked for together. */
export function useKnownName(type: string, id: string | null): string | undefined {
  const seenAt = useSeenAt(type);
  const resource = seenAt !== undefined && RESOURCES[seenAt]?.severalById ? seenAt : undefined;
  const nameOf = useGetRecordRepresentation(resource ?? '');
  const { data } = useGetManyAggregate<ApiRecord>(
    resource ?? '',
    { ids: id === null ? [] : [id], meta: OF_LISTS },
    { enabled: resource !== undefined && id !== null, staleTime: 60_000 },
  );
  const record = data?.[0];
  const name = record && nameOf(record);
  return typeof name === 'string' ? name : undefined;
}
