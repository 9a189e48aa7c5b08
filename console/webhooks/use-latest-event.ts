import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { useMay, useCurrentUser } from '../current-user.ts';
import type { EventRecord } from './event-record.ts';
import type { Sample } from './sample.ts';

/** An event as its sender sent it, as far as it is stored. */
export function sampleOf(event: Omit<EventRecord, 'id'>): Sample {
  const { kind, body = '', body_encoding = 'utf-8', headers, content_type } = event;
  const type: Record<string, string> = content_type === null ? {} : { 'Content-Type': content_type };
  return { kind, body, body_encoding, headers: { ...type, ...headers } };
}

/** The last received event, if the user may view events. Null if no event was received, undefined while loading. */
export function useLatestEvent(webhookId: string): Sample | null | undefined {
  const enabled = useMay()('webhook-events', 'get');
  const call = useCall();
  const { tenant } = useCurrentUser();
  const { data, isError } = useQuery({
    queryKey: ['latest event', webhookId],
    enabled,
    gcTime: 0,
    queryFn: async () => {
      const path = `/tenants/${tenant.id}/webhook-events`;
      const list = await call(`${path}?filter[webhook]=${webhookId}&page[size]=1&fields[webhook-event]=kind`);
      const [latest] = [list.document!.data].flat();
      if (latest === undefined) return null;
      const { document } = await call(`${path}/${latest.id}`);
      return sampleOf((document!.data as Resource).attributes as unknown as EventRecord);
    },
  });
  // If it cannot be loaded, the sample starts with an example.
  return enabled && !isError ? data : null;
}
