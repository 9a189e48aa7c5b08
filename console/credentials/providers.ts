import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import { MAX_PAGE_SIZE } from '../api/pages.ts';
import { useCall } from '../api/use-call.ts';
import type { AuthenticationType, GrantType } from './credential-record.ts';

/** A provider of the catalog, as far as forms need it. */
export interface Provider {
  id: string;
  name: string;
  documentation_url?: string;
  authentication_type?: AuthenticationType;
  api_key?: { label: string; where?: string };
  basic?: { username: string; password: string; where?: string };
  oauth1?: { request_token_url?: string };
  oauth1_token?: { access_token: string; token_secret: string; where?: string };
  grant_types?: GrantType[];
  authorization_url?: string;
  device_authorization_url?: string;
  token_url?: string;
  revocation_url?: string;
  introspection_url?: string;
  userinfo_url?: string;
  jwks_url?: string;
  issuer?: string;
  base_uri?: string;
  default_scopes?: string[];
  scope_separator?: string;
  client_authentication?: string;
  pkce?: boolean;
  authorization_params?: Record<string, string>;
  token_params?: Record<string, string>;
  parameters?: Record<string, { description: string; example: string; optional?: boolean }>;
  notes?: string;
}

/**
 * The names of all providers, and how accounts are connected there: the catalog fits on one page. They do not change
 * while the server is running.
 */
export function useProviders(): Pick<Provider, 'id' | 'name' | 'authentication_type' | 'grant_types'>[] {
  const call = useCall();
  const { data = [] } = useQuery({
    queryKey: ['providers'],
    staleTime: Infinity,
    queryFn: async () => {
      const { document } = await call(
        `/providers?sort=name&page[size]=${MAX_PAGE_SIZE}&fields[provider]=name,authentication_type,grant_types`,
      );
      return [document!.data].flat().map(({ id, attributes }) => ({ id, ...attributes }) as Provider);
    },
  });
  return data;
}

/** One provider with all its settings. */
export function useProvider(id: string | null | undefined): Provider | undefined {
  const call = useCall();
  const { data } = useQuery({
    queryKey: ['providers', id],
    enabled: typeof id === 'string',
    staleTime: Infinity,
    queryFn: async () => {
      const { document } = await call(`/providers/${encodeURIComponent(id!)}`);
      const { attributes } = document!.data as Resource;
      return { id: id!, ...attributes } as Provider;
    },
  });
  return data;
}
