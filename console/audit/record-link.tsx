import { Box } from '@mui/material';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { PAGES } from '../pages.ts';
import { useMay } from '../person.ts';

/** What is kept with something else is seen there. */
const SEEN_AT: Readonly<Record<string, string>> = { 'component-env': 'components' };

interface Props {
  /** As the audit log says it: `oauth-client`. */
  type: string;
  id: string | null;
  children: ReactNode;
}

/** The resource whose pages show what the log calls so, if the person may see them. */
export function useSeenAt(type: string): string | undefined {
  const may = useMay();
  const resource = SEEN_AT[type] ?? `${type}s`;
  return PAGES.some(({ name }) => name === resource) && may(resource, 'get') ? resource : undefined;
}

/** A link to the page of a resource, where there is one that the person may see. */
export function RecordLink({ type, id, children }: Props) {
  const resource = useSeenAt(type);
  const linked = id !== null && resource !== undefined;
  return (
    <Box component="span" title={id ?? undefined} sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
      {linked ? <Link to={`/${resource}/${id}/show`}>{children}</Link> : children}
    </Box>
  );
}
