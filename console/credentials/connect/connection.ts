import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Resource } from '../../api/document.ts';
import { useCall } from '../../api/use-call.ts';
import { usePerson } from '../../person.ts';

/** One attempt to connect an account. */
export interface Connection {
  id: string;
  state: 'pending' | 'connected' | 'failed' | 'expired';
  reason: string | null;
  reason_code: string | null;
  authorization_url?: string;
  expires_at: string;
}

/** How connecting ended, for whoever looks on. */
export type Outcome = Pick<Connection, 'state' | 'reason' | 'reason_code'>;

/** Where a credential's own things are, below /v2. */
export function useCredentialPath(credentialId: string): string {
  return `/tenants/${usePerson().tenant.id}/credentials/${credentialId}`;
}

/** Begins to connect, and ends it too where no browser is needed. @throws ApiError */
export function useBeginning(credentialId: string) {
  const call = useCall();
  const path = `${useCredentialPath(credentialId)}/connections`;
  return async (attributes: Record<string, string>): Promise<Connection> => {
    const body = { data: { type: 'connection', attributes } };
    const { document } = await call(path, { method: 'POST', body });
    return connectionIn(document!.data as Resource);
  };
}

/** Milliseconds between two looks at a connection that somebody is at work on. */
const PAUSE = 1_500;

/**
 * How an attempt goes; looked at again and again for as long as it is under way.
 * @param begun as it was answered: with it, a first look that fails does not end the looking
 */
export function useConnection(credentialId: string, id: string | null, begun?: Connection) {
  const call = useCall();
  const path = `${useCredentialPath(credentialId)}/connections/${encodeURIComponent(id ?? '')}`;
  return useQuery({
    queryKey: ['connections', credentialId, id],
    enabled: id !== null,
    ...(begun !== undefined && { initialData: begun }),
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? PAUSE : false),
    queryFn: async () => connectionIn((await call(path)).document!.data as Resource),
  });
}

/**
 * The attempt from which somebody comes back. It is taken out of the address, so that neither loading the page anew nor a
 * copied link tells of it again.
 */
export function useCameBack(): string | null {
  const [query, setQuery] = useSearchParams();
  const said = query.get('connection');
  const [connection, setConnection] = useState(said);
  useEffect(() => {
    if (said === null) return;
    setConnection(said);
    setQuery(
      (before) => {
        const { connection: _, ...others } = Object.fromEntries(before);
        return others;
      },
      { replace: true },
    );
  }, [said, setQuery]);
  return connection;
}

function connectionIn({ id, attributes }: Resource): Connection {
  return { id, ...attributes } as Connection;
}
