import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import type { Call } from '../api/request.ts';
import { useCall } from '../api/use-call.ts';
import type { Permission } from './matrix.ts';

const PAGE = 200;
/** Maximum number of pages to read. */
const MOST_PAGES = 10;

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

async function readCatalog(call: Call): Promise<Permission[]> {
  const all: Permission[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { document } = await call(`/permissions?page[number]=${page}&page[size]=${PAGE}`);
    const resources = document!.data as Resource[];
    for (const { id, attributes } of resources)
      all.push({ name: id, description: attributes?.['description'] as string });
    if (resources.length === 0 || all.length >= (document!.meta?.total ?? 0)) break;
  }
  return all;
}
