import { Box, Stack } from '@mui/material';
import type { ReactElement, ReactNode } from 'react';
import { Show, SimpleShowLayout } from 'react-admin';
import { UnlessMissing } from './no-record.tsx';
import type { RefetchInterval } from './refetch-interval.ts';

interface Props {
  /** The title, if the record's name is not enough. */
  title?: ReactElement;
  /** Buttons for the record. */
  actions?: ReactNode;
  /** The refetch interval while the page is open. */
  refetchInterval?: RefetchInterval;
  children: ReactNode;
}

/** The page of a record with several sections, one below the other. */
export function ShowPage({ title, actions, refetchInterval, children }: Props) {
  return (
    <Show
      component="div"
      {...(title !== undefined && { title })}
      actions={actions === undefined ? false : <Actions>{actions}</Actions>}
      queryOptions={{ onError: NOTHING, ...(refetchInterval !== undefined && { refetchInterval }) }}
      sx={{ '&& .RaShow-main': { maxWidth: '64rem' } }}
    >
      <UnlessMissing>
        <Stack sx={{ gap: 2, minWidth: 0 }}>{children}</Stack>
      </UnlessMissing>
    </Show>
  );
}

/** The page of a record that only shows its fields. */
export function ShowCard({ children }: { children: ReactNode }) {
  return (
    <Show actions={false} queryOptions={{ onError: NOTHING }}>
      <UnlessMissing>
        <SimpleShowLayout>{children}</SimpleShowLayout>
      </UnlessMissing>
    </Show>
  );
}

/** The page itself shows read errors, so no toast. */
function NOTHING(): void {}

function Actions({ children }: { children: ReactNode }) {
  return <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, py: 1.5, maxWidth: '64rem' }}>{children}</Box>;
}
