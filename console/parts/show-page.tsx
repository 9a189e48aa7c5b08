import { Box, Stack } from '@mui/material';
import type { ReactElement, ReactNode } from 'react';
import { Show, SimpleShowLayout } from 'react-admin';
import { UnlessMissing } from './no-record.tsx';
import type { RefetchInterval } from './while-open.ts';

interface Props {
  /** Where the record's own name is not enough. */
  title?: ReactElement;
  /** What can be done with the record. */
  actions?: ReactNode;
  /** How soon it is read again while it is open. */
  refetchInterval?: RefetchInterval;
  children: ReactNode;
}

/** The page of a record of which there is more to see than its fields: sections, one below the other. */
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

/** The page of a record of which the fields are all that there is to see. */
export function ShowCard({ children }: { children: ReactNode }) {
  return (
    <Show actions={false} queryOptions={{ onError: NOTHING }}>
      <UnlessMissing>
        <SimpleShowLayout>{children}</SimpleShowLayout>
      </UnlessMissing>
    </Show>
  );
}

/** What could not be read is said in its place, and not for a moment as well. */
function NOTHING(): void {}

function Actions({ children }: { children: ReactNode }) {
  return <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, py: 1.5, maxWidth: '64rem' }}>{children}</Box>;
}
