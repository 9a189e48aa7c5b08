import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import { MAX_PAGE_SIZE, readAllPages } from '../api/pages.ts';
import type { Call } from '../api/request.ts';
import { useCall } from '../api/use-call.ts';
import type { Permission } from './matrix.ts';

/** All permissions, in the order of the API. */
export function useCatalog(): { catalog?: Permission[]; error: Error | null; retry(): unknown } {
  const call = useCall();
  const { data, error, refetch } = useQuery({
    queryKey: ['permissions'],
    queryFn: () => readCatalog(call),
    staleTime: Infinity,
  });
  return { ...(data !== undefined && { catalog: data }), error, retry: refetch };
}

function readCatalog(call: Call): Promise<Permission[]> {
  return readAllPages(async (number) => {
    const { document } = await call(`/permissions?page[number]=${number}&page[size]=${MAX_PAGE_SIZE}`);
    const data = (document!.data as Resource[]).map(({ id, attributes }) => ({
      name: id,
      description: attributes?.['description'] as string,
    }));
    return { data, total: document!.meta?.total };
  });
}
