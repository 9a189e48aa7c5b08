import { useQuery } from '@tanstack/react-query';
import type { Sender as ApiSender } from '../../src/schema/types.ts';
import { ownQueryKey } from '../api/cache-metas.ts';
import { MAX_PAGE_SIZE, readAllPages } from '../api/pages.ts';
import { useCall } from '../api/use-call.ts';
import { useCurrentUser, useMay } from '../current-user.ts';

/** Others can change the tenant's presets too. */
const STALE_AFTER = 60_000;

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
  'built_in',
] as const;

type Attributes = NonNullable<ApiSender['attributes']>;

/** What the form needs of a preset. */
export type Sender = { id: string } & Pick<Attributes, (typeof SHOWN)[number]> &
  Required<Pick<Attributes, 'name' | 'config_services' | 'built_in'>>;

/** What the test of a webhook needs of a preset. */
export type SampledSender = { id: string } & Required<Pick<Attributes, 'name' | 'built_in'>> &
  Pick<Attributes, 'samples'>;

/** The sender presets that the tenant can use: its own ones first, each part by name. */
export function useSenders(): Sender[] {
  return useFetched<Sender>(SHOWN);
}

/** The same presets with their samples. */
export function useSampledSenders(): SampledSender[] {
  return useFetched<SampledSender>(['name', 'built_in', 'samples']);
}

function useFetched<Fetched extends SampledSender>(fields: readonly string[]): Fetched[] {
  const call = useCall();
  const { tenant } = useCurrentUser();
  // Users who may not see the tenant's own presets see the built-in ones.
  const path = useMay()('senders', 'get') ? `/tenants/${tenant.id}/senders` : '/senders';
  const { data = [] } = useQuery({
    queryKey: ownQueryKey('senders', 'all', ...fields),
    staleTime: STALE_AFTER,
    queryFn: async () => {
      const all = await readAllPages<Fetched>(async (number) => {
        const query = `sort=name&page[number]=${number}&page[size]=${MAX_PAGE_SIZE}&fields[sender]=${fields.join(',')}`;
        const { document } = await call(`${path}?${query}`);
        const data = [document!.data].flat().map(({ id, attributes }) => ({ id, ...attributes }) as Fetched);
        return { data, total: document!.meta?.total };
      });
      return all.toSorted((one, other) => Number(one.built_in) - Number(other.built_in));
    },
  });
  return data;
}
