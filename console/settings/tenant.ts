import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Resource } from '../api/document.ts';
import type { ApiAnswer } from '../api/request.ts';
import { useCall } from '../api/use-call.ts';
import { useUpdateCurrentUser, useCurrentUser } from '../current-user.ts';

/** The tenant, as its settings show it. */
export interface Tenant {
  id: string;
  name: string;
  return_urls: string[];
  alert_url: string | null;
  /** Only in the response that first set the URL. */
  alert_signing_secret?: string;
  created_at: string;
  updated_at: string;
  /** The ETag that was read, for If-Match. */
  etag: string | undefined;
}

export type TenantChange = Pick<Tenant, 'name' | 'return_urls' | 'alert_url'>;

/**
 * The current tenant and functions to change and delete it. Changes are passed on to the whole console. @throws
 * ApiError
 */
export function useTenant({ onAlertSecret }: { onAlertSecret(secret: string): void }) {
  const call = useCall();
  const client = useQueryClient();
  const { id } = useCurrentUser().tenant;
  const update = useUpdateCurrentUser();
  const path = `/tenants/${id}`;
  const queryKey = ['tenant', id];
  const queryFn = async () => toTenant(await call(path));
  const { data: tenant, error } = useQuery({ queryKey, queryFn, gcTime: 0 });
  const name = tenant?.name;
  useEffect(() => {
    if (name !== undefined) update({ tenant: { id, name } });
  }, [id, name, update]);

  /** Passes the change on to the whole console. */
  function known(now: Tenant): Tenant {
    client.setQueryData(queryKey, now);
    return now;
  }

  /** Without the secret, which is shown once and not kept. */
  function withoutSecret({ alert_signing_secret: _, ...now }: Tenant): Tenant {
    return now;
  }

  return {
    tenant,
    error,
    read: async () => known(await queryFn()),
    async change(attributes: Partial<TenantChange>, etag: string | undefined): Promise<Tenant> {
      const body = { data: { type: 'tenant', id, attributes } };
      const headers: Record<string, string> = etag === undefined ? {} : { 'If-Match': etag };
      const changed = toTenant(await call(path, { method: 'PATCH', body, headers }));
      if (changed.alert_signing_secret !== undefined) onAlertSecret(changed.alert_signing_secret);
      return known(withoutSecret(changed));
    },
    remove: () => call(path, { method: 'DELETE' }),
  };
}

function toTenant({ document, etag }: ApiAnswer): Tenant {
  const { id, attributes } = document!.data as Resource;
  return { ...(attributes as unknown as Omit<Tenant, 'id' | 'etag'>), id, etag };
}
