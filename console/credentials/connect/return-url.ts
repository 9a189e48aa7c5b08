import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../../api/document.ts';
import { useCall } from '../../api/use-call.ts';
import { usePerson } from '../../person.ts';
import { addressOf } from '../../start/chosen-tenant.ts';

const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/**
 * Where the browser can come back to. The API compares return URLs as they are, so there is one for all credentials; the
 * list sends whoever arrives there on to the credential's page.
 */
export function useReturnUrl(): { address: string; allowed: boolean; known: boolean } {
  const call = useCall();
  const { tenant, permissions } = usePerson();
  const address = `${location.origin}${addressOf(tenant.id)}/credentials`;
  const maySee = permissions.has('tenants.tenants.get');
  const { data, isFetched } = useQuery({
    queryKey: ['return_urls', tenant.id],
    enabled: maySee,
    queryFn: async () => {
      const { document } = await call(`/tenants/${tenant.id}?fields[tenant]=return_urls`);
      return (document!.data as Resource).attributes!['return_urls'] as string[];
    },
  });
  return { address, allowed: data?.includes(address) ?? false, known: !maySee || isFetched };
}

/**
 * The page of the credential that was being connected, for whoever comes back. What the address says of the outcome is
 * not believed: anybody can write one.
 */
export function addressAfterConnecting(query: URLSearchParams): string | undefined {
  const [credential, connection] = [query.get('credential_id'), query.get('connection_id')];
  if (credential === null || connection === null || !ID.test(credential) || !ID.test(connection))
    return undefined;
  return `/credentials/${credential}/show?connection=${connection}`;
}
