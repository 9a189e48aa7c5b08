import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../../api/document.ts';
import { useCall } from '../../api/use-call.ts';
import { usePerson } from '../../person.ts';
import { addressOf } from '../../start/chosen-tenant.ts';

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
