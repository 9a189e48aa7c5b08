import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Resource } from '../../api/document.ts';
import { postOnce } from '../../api/idempotency.ts';
import { useCall } from '../../api/use-call.ts';
import { useCurrentUser } from '../../current-user.ts';

/** A connection attempt. */
export interface Connection {
  id: string;
  state: 'pending' | 'connected' | 'failed' | 'expired';
  reason: string | null;
  reason_code: string | null;
  authorization_url?: string;
  /** With a device code: what to enter, and where. */
  user_code?: string;
  verification_uri?: string;
  verification_uri_complete?: string;
  expires_at: string;
}

/** How a connection attempt ended. */
export type Outcome = Pick<Connection, 'state' | 'reason' | 'reason_code'>;

/** The API path of a credential, below /v2. */
export function useCredentialPath(credentialId: string): string {
  return `/tenants/${useCurrentUser().tenant.id}/credentials/${credentialId}`;
}

/** Starts a connection attempt, and finishes it if no browser is needed. @throws ApiError */
export function useStartConnection(credentialId: string) {
  const call = useCall();
  const path = `${useCredentialPath(credentialId)}/connections`;
  return async (attributes: Record<string, string>): Promise<Connection> => {
    const body = { data: { type: 'connection', attributes } };
    const { document } = await postOnce(call, path, body);
    return connectionIn(document!.data as Resource);
  };
}

/** The polling interval of a connection attempt in progress, in milliseconds. */
const PAUSE = 1_500;

/**
 * The state of a connection attempt, polled while it is in progress.
 * @param initial the attempt as created; with it, a failed first poll does not stop polling
 */
export function useConnection(credentialId: string, id: string | null, initial?: Connection) {
  const call = useCall();
  const path = `${useCredentialPath(credentialId)}/connections/${encodeURIComponent(id ?? '')}`;
  return useQuery({
    queryKey: ['connections', credentialId, id],
    enabled: id !== null,
    ...(initial !== undefined && { initialData: initial }),
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? PAUSE : false),
    queryFn: async () => connectionIn((await call(path)).document!.data as Resource),
  });
}

/**
 * The connection attempt that the user returns from. It is removed from the URL, so that neither reloading the page nor
 * sharing the link announces it again.
 */
export function useReturnedConnection(): string | null {
  const [query, setQuery] = useSearchParams();
  const connectionInUrl = query.get('connection');
  const [connection, setConnection] = useState(connectionInUrl);
  if (connectionInUrl !== null && connectionInUrl !== connection) setConnection(connectionInUrl);
  useEffect(() => {
    if (connectionInUrl === null) return;
    setQuery(
      (before) => {
        const { connection: _, ...others } = Object.fromEntries(before);
        return others;
      },
      { replace: true },
    );
  }, [connectionInUrl, setQuery]);
  return connection;
}

function connectionIn({ id, attributes }: Resource): Connection {
  return { id, ...attributes } as Connection;
}
