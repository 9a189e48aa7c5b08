import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { useMay, usePerson } from '../person.ts';

/** As many as the API gives at once. */
export const MOST = 200;

export interface Users {
  found: { id: string; name: string }[];
  /** Whether all were looked through. */
  all: boolean;
}

interface Graph {
  nodes?: { credentials_id?: string | null }[];
}

/** The flows with a step that goes by the credential. */
export function useFlowsOf(credentialId: string): Users | undefined {
  return useUsers('flows', 'fields[flow]=name,graph', credentialId, ({ attributes }) => {
    const { nodes = [] } = (attributes!['graph'] ?? {}) as Graph;
    return nodes.some(({ credentials_id }) => credentials_id === credentialId);
  });
}

/** The webhooks that understand what arrives as the credential says. */
export function useWebhooksOf(credentialId: string): Users | undefined {
  return useUsers(
    'webhooks',
    'fields[webhook]=name,credential',
    credentialId,
    ({ relationships }) => relationships?.['credential']?.data?.id === credentialId,
  );
}

function useUsers(
  resource: 'flows' | 'webhooks',
  fields: string,
  credentialId: string,
  uses: (resource: Resource) => boolean,
): Users | undefined {
  const call = useCall();
  const { tenant } = usePerson();
  const { data } = useQuery({
    queryKey: ['users of credential', credentialId, resource],
    enabled: useMay()(resource, 'get'),
    queryFn: async () => {
      const path = `/tenants/${tenant.id}/${resource}?sort=name&page[size]=${MOST}&${fields}`;
      const { document } = await call(path);
      const read = [document!.data].flat();
      return {
        found: read.filter(uses).map(({ id, attributes }) => ({ id, name: String(attributes!['name']) })),
        all: (document!.meta?.total ?? 0) <= read.length,
      };
    },
  });
  return data;
}
