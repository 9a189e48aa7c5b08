import { useQuery } from '@tanstack/react-query';
import { Box, Button } from '@mui/material';
import { useListContext, useTranslate } from 'react-admin';
import type { Resource } from '../api/document.ts';
import { listQuery } from '../api/query.ts';
import { shapeOf } from '../api/resources.ts';
import { useCall } from '../api/use-call.ts';
import { useCurrentUser } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { AuditEvent } from './audit-event.ts';

/** The polling interval in milliseconds, and how many times to poll: half an hour in total. */
const INTERVAL = 10_000;
const MAX_LOOKS = 180;

/**
 * Shows how many entries were added since the page was loaded, and loads them on request, so that nothing moves while
 * the user reads. Polls while the window is visible and the first page is shown, also if the list is empty.
 */
export function NewEntries() {
  const { refetch } = useListContext<AuditEvent>();
  const { count, full } = useNewEntryCount();
  const translate = useTranslate();
  const sentence = full
    ? fill(texts.console.audit.many_new_entries, { count: count - 1 })
    : translate('console.audit.new_entries', { smart_count: count });
  return (
    <Box role="status" sx={{ textAlign: 'center', py: count > 0 ? 1 : 0 }}>
      {count > 0 && (
        <Button variant="outlined" onClick={() => void refetch()}>
          {sentence}
        </Button>
      )}
    </Box>
  );
}

function useNewEntryCount(): { count: number; full: boolean } {
  const { data, page, perPage, filterValues } = useListContext<AuditEvent>();
  const { tenant } = useCurrentUser();
  const call = useCall();
  const newest = data?.[0]?.id ?? '';
  const { data: count } = useQuery({
    queryKey: ['audit growth', tenant.id, filterValues, newest, perPage],
    async queryFn() {
      const shape = { ...shapeOf('audit-events'), inLists: ['created_at'] };
      const query = listQuery(shape, { page: { size: perPage }, filter: filterValues });
      const { document } = await call(`/tenants/${tenant.id}/audit-events${query}`);
      // IDs created in the same millisecond sort in order of creation.
      return (document!.data as Resource[]).filter(({ id }) => id > newest).length;
    },
    enabled: page === 1 && data !== undefined,
    initialData: 0,
    staleTime: INTERVAL,
    gcTime: 0,
    refetchInterval: ({ state }) =>
      state.data === perPage || state.dataUpdateCount >= MAX_LOOKS ? false : INTERVAL,
  });
  return { count, full: count === perPage };
}
