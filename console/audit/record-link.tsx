import { Box } from '@mui/material';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { hasPage } from '../listed-resources.ts';
import { useMay } from '../current-user.ts';

/** Resources without pages of their own, and the resource whose pages show them. */
const SEEN_AT: Readonly<Record<string, string>> = { 'component-env': 'components' };

interface Props {
  /** The type as in the audit log: `oauth-client`. */
  type: string;
  id: string | null;
  children: ReactNode;
}

/** The resource whose pages show records of this type, if the user may see it. */
export function useSeenAt(type: string): string | undefined {
  const may = useMay();
  const resource = SEEN_AT[type] ?? `${type}s`;
  return hasPage(resource, 'show') && may(resource, 'get') ? resource : undefined;
}

/** A link to the page of a record, if it has one the user may see. */
export function RecordLink({ type, id, children }: Props) {
  const resource = useSeenAt(type);
  const linked = id !== null && resource !== undefined;
  return (
    <Box component="span" title={id ?? undefined} sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
      {linked ? <Link to={`/${resource}/${id}/show`}>{children}</Link> : children}
    </Box>
  );
}
