import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../../api/document.ts';
import { useCall } from '../../api/use-call.ts';
import { useCurrentUser } from '../../current-user.ts';
import { consolePath } from '../../chosen-tenant.ts';

/**
 * The URL the browser can return to. The API compares return URLs exactly, so all credentials share one; the list
 * redirects from there to the credential's page.
 */
export function useReturnUrl(): { url: string; allowed: boolean; known: boolean } {
  const call = useCall();
  const { tenant, permissions } = useCurrentUser();
  const url = `${location.origin}${consolePath(tenant.id)}/credentials`;
  const maySee = permissions.has('tenants.tenants.get');
  const { data, isFetched } = useQuery({
    queryKey: ['return_urls', tenant.id],
    enabled: maySee,
    queryFn: async () => {
      const { document } = await call(`/tenants/${tenant.id}?fields[tenant]=return_urls`);
      return (document!.data as Resource).attributes!['return_urls'] as string[];
    },
  });
  return { url, allowed: data?.includes(url) ?? false, known: !maySee || isFetched };
}
