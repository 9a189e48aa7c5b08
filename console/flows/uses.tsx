import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/api-error.ts';
import type { Document, Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import type { ComponentRecord } from '../components/component-record.ts';
import { LoadFailed } from '../parts/list-failed.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { useMay, useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { FlowNode } from './flow-record.ts';

const words = texts.console.flows;

/** The tenant's OAuth clients for the components of a flow. */
export function UsedClients({ components }: { components: Map<string, ComponentRecord> }) {
  const needing = [...components.values()].filter(({ uses_oauth_client }) => uses_oauth_client);
  const {
    data: clients,
    error,
    refetch,
  } = useEach(
    'oauth-clients?fields[oauth-client]=client_id&filter[component]=',
    needing.map(({ id }) => id),
    { enabled: useMay()('oauth-clients', 'get') },
  );
  if (needing.length === 0) return <>{words.no_clients}</>;
  if (error !== null) return <LoadFailed error={error} retry={refetch} />;
  return (
    <List>
      {needing.map(({ id, name }) => {
        const client = clients?.get(id);
        return (
          <li key={id}>
            {name}
            {clients !== undefined && ': '}
            {client === undefined ? (
              clients !== undefined && words.client_missing
            ) : (
              <RecordLink resource="oauth-clients" id={client.id}>
                {String(client.attributes?.['client_id'])}
              </RecordLink>
            )}
          </li>
        );
      })}
    </List>
  );
}

/** The credentials used by the steps of a flow. */
export function UsedCredentials({ nodes }: { nodes: readonly FlowNode[] }) {
  const ids = [...new Set(nodes.map(({ credentials_id }) => credentials_id ?? '').filter((id) => id !== ''))];
  const { data: credentials } = useEach('credentials/', ids, { query: '?fields[credential]=name' });
  if (ids.length === 0) return <>{words.no_credentials}</>;
  return (
    <List>
      {ids.map((id) => (
        <li key={id}>
          <RecordLink resource="credentials" id={id}>
            {(credentials?.get(id)?.attributes?.['name'] as string | undefined) ?? id}
          </RecordLink>
        </li>
      ))}
    </List>
  );
}

function List({ children }: { children: ReactNode }) {
  return <ul style={{ margin: 0, paddingLeft: '1.25rem' }}>{children}</ul>;
}

/** Fetches one resource per ID, without those that do not exist or that the user may not see. */
function useEach(path: string, ids: readonly string[], { query = '', enabled = true } = {}) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  return useQuery({
    queryKey: ['used in a flow', path, ids],
    enabled: enabled && ids.length > 0,
    queryFn: async () => {
      const answers = await Promise.all(
        ids.map(async (id) => {
          const answer = await call(`/tenants/${tenant.id}/${path}${id}${query}`).catch(unlessHidden);
          return [id, firstOf(answer?.document)] as const;
        }),
      );
      return new Map(answers.filter((one): one is [string, Resource] => one[1] !== undefined));
    },
  });
}

function unlessHidden(error: unknown): undefined {
  if (error instanceof ApiError && [403, 404].includes(error.status)) return undefined;
  throw error;
}

function firstOf(document: Document | undefined): Resource | undefined {
  return document === undefined ? undefined : [document.data].flat()[0];
}
