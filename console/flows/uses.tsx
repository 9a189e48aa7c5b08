import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Document, Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import type { ComponentRecord } from '../components/component-record.ts';
import { RecordLink } from '../parts/record-link.tsx';
import { usePerson } from '../person.ts';
import { texts } from '../texts/index.ts';
import type { FlowNode } from './flow-record.ts';

const words = texts.console.flows;

/** The tenant's OAuth clients for the components of a flow. */
export function UsedClients({ components }: { components: Map<string, ComponentRecord> }) {
  const needing = [...components.values()].filter(({ uses_oauth_client }) => uses_oauth_client);
  const clients = useEach(
    'oauth-clients?fields[oauth-client]=client_id&filter[component]=',
    needing.map(({ id }) => id),
  );
  if (needing.length === 0) return <>{words.no_clients}</>;
  return (
    <List>
      {needing.map(({ id, name }) => {
        const client = clients.get(id);
        return (
          <li key={id}>
            {client === undefined ? (
              `${name}: ${words.client_missing}`
            ) : (
              <>
                {name}:{' '}
                <RecordLink resource="oauth-clients" id={client.id}>
                  {String(client.attributes?.['client_id'])}
                </RecordLink>
              </>
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
  const credentials = useEach('credentials/', ids, '?fields[credential]=name');
  if (ids.length === 0) return <>{words.no_credentials}</>;
  return (
    <List>
      {ids.map((id) => (
        <li key={id}>
          <RecordLink resource="credentials" id={id}>
            {(credentials.get(id)?.attributes?.['name'] as string | undefined) ?? id}
          </RecordLink>
        </li>
      ))}
    </List>
  );
}

function List({ children }: { children: ReactNode }) {
  return <ul style={{ margin: 0, paddingLeft: '1.25rem' }}>{children}</ul>;
}

/** Fetches one resource per id. */
function useEach(path: string, ids: readonly string[], query = ''): Map<string, Resource> {
  const call = useCall();
  const { tenant } = usePerson();
  const { data = new Map<string, Resource>() } = useQuery({
    queryKey: ['used in a flow', path, ids],
    enabled: ids.length > 0,
    queryFn: async () => {
      const answers = await Promise.all(
        ids.map(async (id) => {
          const answer = call(`/tenants/${tenant.id}/${path}${id}${query}`);
          return [id, firstOf((await answer.catch(() => undefined))?.document)] as const;
        }),
      );
      return new Map(answers.filter((one): one is [string, Resource] => one[1] !== undefined));
    },
  });
  return data;
}

function firstOf(document: Document | undefined): Resource | undefined {
  return document === undefined ? undefined : [document.data].flat()[0];
}
