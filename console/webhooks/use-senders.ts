import { useQuery } from '@tanstack/react-query';
import type { Sender as ApiSender } from '../../src/schema/types.ts';
import { ownQueryKey } from '../api/cache-metas.ts';
import { MAX_PAGE_SIZE, readAllPages } from '../api/pages.ts';
import { useCall } from '../api/use-call.ts';

const SHOWN = [
  'name',
  'documentation_url',
  'registration',
  'secret_description',
  'parameters',
  'config_services',
  'deduplication',
  'response',
  'notes',
] as const;

type Attributes = NonNullable<ApiSender['attributes']>;

/** What the form needs of a preset. */
export type Sender = { id: string } & Pick<Attributes, (typeof SHOWN)[number]> &
  Required<Pick<Attributes, 'name' | 'registration' | 'config_services'>>;

/** The sender presets by name. They only change with a release. */
export function useSenders(): Sender[] {
  const call = useCall();
  const { data = [] } = useQuery({
    queryKey: ownQueryKey('senders', 'all'),
    staleTime: Infinity,
    queryFn: () =>
      readAllPages<Sender>(async (number) => {
        const query = `sort=name&page[number]=${number}&page[size]=${MAX_PAGE_SIZE}&fields[sender]=${SHOWN.join(',')}`;
        const { document } = await call(`/senders?${query}`);
        const data = [document!.data].flat().map(({ id, attributes }) => ({ id, ...attributes }) as Sender);
        return { data, total: document!.meta?.total };
      }),
  });
  return data;
}
