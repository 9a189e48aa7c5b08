import { Box, Stack } from '@mui/material';
import type { ReactElement, ReactNode } from 'react';
import { Show } from 'react-admin';
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
      {...(refetchInterval !== undefined && { queryOptions: { refetchInterval } })}
      sx={{ '&& .RaShow-main': { maxWidth: '64rem' } }}
    >
      <Stack sx={{ gap: 2, minWidth: 0 }}>{children}</Stack>
    </Show>
  );
}

function Actions({ children }: { children: ReactNode }) {
  return <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, py: 1.5, maxWidth: '64rem' }}>{children}</Box>;
}
