import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import type { Standing } from '../credentials/reasons.ts';
import { useMay, useCurrentUser } from '../current-user.ts';

/** The metrics counted by hour. */
export type Counted =
  | 'events'
  | 'deliveries_succeeded'
  | 'deliveries_failed'
  | 'hand_outs'
  | 'refreshes_succeeded'
  | 'refreshes_failed';

export type Hour = { hour: string } & Record<Counted, number>;

export const CONNECTION_STATES = ['connected', 'pending', 'needs_reauthorization', 'error'] as const;

/** Credentials in a condition that needs attention: how many there are, and some of them. */
export interface AttentionItem {
  condition: 'needs_reauthorization' | 'error' | 'no_working_token' | 'ends_soon';
  count: number;
  credentials: (Standing & { id: string; name: string; ends_at: string | null })[];
}

export interface Statistics {
  /** null if the user may not view credentials. */
  attention: AttentionItem[] | null;
  connections: Record<(typeof CONNECTION_STATES)[number], number>;
  hours: Hour[];
}

/** The tenant's statistics. Not fetched if the user may not see them. */
export function useStatistics(): UseQueryResult<Statistics> {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const enabled = useMay()('statistics', 'get');
  return useQuery({
    queryKey: ['statistics', tenant.id],
    async queryFn() {
      const fields = 'fields[statistics]=attention,connections,hours';
      const { document } = await call(`/tenants/${tenant.id}/statistics?${fields}`);
      return (document!.data as Resource).attributes as unknown as Statistics;
    },
    enabled,
  });
}
