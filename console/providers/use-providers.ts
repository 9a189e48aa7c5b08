import { useQuery } from '@tanstack/react-query';
import { ownQueryKey } from '../api/cache-metas.ts';
import type { Resource } from '../api/document.ts';
import { MAX_PAGE_SIZE, readAllPages } from '../api/pages.ts';
import { useCall } from '../api/use-call.ts';
import { useCurrentUser, useMay } from '../current-user.ts';
import type { Provider } from './provider-record.ts';

/** Others can change the tenant's providers too. */
const STALE_AFTER = 60_000;

const SHOWN = ['name', 'authentication_type', 'grant_types', 'color', 'initials', 'built_in'] as const;

export type ListedProvider = Pick<Provider, 'id' | (typeof SHOWN)[number]>;

/** The providers that the tenant can use: its own ones first, each part by name. */
export function useProviders(): ListedProvider[] {
  const call = useCall();
  const path = usePath();
  const { data = [] } = useQuery({
    queryKey: ownQueryKey('providers', 'all'),
    staleTime: STALE_AFTER,
    queryFn: async () => {
      const all = await readAllPages<ListedProvider>(async (number) => {
        const query = `sort=name&page[number]=${number}&page[size]=${MAX_PAGE_SIZE}&fields[provider]=${SHOWN.join(',')}`;
        const { document } = await call(`${path}?${query}`);
        const data = [document!.data].flat().map(asProvider);
        return { data, total: document!.meta?.total };
      });
      return all.toSorted((one, other) => Number(one.built_in) - Number(other.built_in));
    },
  });
  return data;
}

/** One provider with all its settings. */
export function useProvider(id: string | null | undefined): Provider | undefined {
  const call = useCall();
  const path = usePath();
  const { data } = useQuery({
    queryKey: ownQueryKey('providers', 'one', id),
    enabled: typeof id === 'string',
    staleTime: STALE_AFTER,
    queryFn: async () => {
      const { document } = await call(`${path}/${encodeURIComponent(id!)}`);
      return asProvider(document!.data as Resource);
    },
  });
  return data;
}

/** Users who may not see the tenant's own providers see the catalog. */
function usePath(): string {
  const { tenant } = useCurrentUser();
  return useMay()('providers', 'get') ? `/tenants/${tenant.id}/providers` : '/providers';
}

function asProvider({ id, attributes }: Resource): Provider {
  return { id, ...attributes } as Provider;
}
