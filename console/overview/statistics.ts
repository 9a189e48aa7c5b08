import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { useMay, usePerson } from '../person.ts';

/** What is counted hour by hour. */
export type Counted =
  | 'events'
  | 'deliveries_succeeded'
  | 'deliveries_failed'
  | 'hand_outs'
  | 'refreshes_succeeded'
  | 'refreshes_failed';

export type Hour = { hour: string } & Record<Counted, number>;

export const CONNECTION_STATES = ['connected', 'pending', 'needs_reauthorization', 'error'] as const;

export interface Statistics {
  connections: Record<(typeof CONNECTION_STATES)[number], number>;
  hours: Hour[];
}

/** How the tenant stands; nothing is asked for whoever may not see it. */
export function useStatistics(): Statistics | undefined {
  const call = useCall();
  const { tenant } = usePerson();
  const enabled = useMay()('statistics', 'get');
  const { data } = useQuery({
    queryKey: ['statistics', tenant.id],
    async queryFn() {
      const fields = 'fields[statistics]=connections,hours';
      const { document } = await call(`/tenants/${tenant.id}/statistics?${fields}`);
      return (document!.data as Resource).attributes as unknown as Statistics;
    },
    enabled,
  });
  return data;
}
