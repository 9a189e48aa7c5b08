import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import type { ApiAnswer } from '../api/request.ts';
import { useCall } from '../api/use-call.ts';
import { usePerson } from '../person.ts';

/** The tenant itself, as its settings have it. */
export interface Tenant {
  id: string;
  name: string;
  return_urls: string[];
  created_at: string;
  updated_at: string;
  /** The version that was read, for If-Match. */
  etag: string | undefined;
}

export type TenantChange = Partial<Pick<Tenant, 'name' | 'return_urls'>>;

/** The tenant, and the ways to change and to delete it. @throws ApiError */
export function useTenant() {
  const call = useCall();
  const client = useQueryClient();
  const { id } = usePerson().tenant;
  const path = `/tenants/${id}`;
  const queryKey = ['tenant', id];
  const read = async () => toTenant(await call(path));
  const query = useQuery({ queryKey, queryFn: read, gcTime: 0 });
  return {
    tenant: query.data,
    error: query.error,
    /** Reads it anew, without a change to what is shown. */
    read,
    async change(attributes: TenantChange, etag: string | undefined): Promise<void> {
      const body = { data: { type: 'tenant', id, attributes } };
      const headers: Record<string, string> = etag === undefined ? {} : { 'If-Match': etag };
      client.setQueryData(queryKey, toTenant(await call(path, { method: 'PATCH', body, headers })));
    },
    remove: () => call(path, { method: 'DELETE' }),
  };
}

function toTenant({ document, etag }: ApiAnswer): Tenant {
  const { id, attributes } = document!.data as Resource;
  return { ...(attributes as unknown as Omit<Tenant, 'id' | 'etag'>), id, etag };
}
