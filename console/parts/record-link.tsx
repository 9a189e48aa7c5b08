import type { ReactNode } from 'react';
import { useResourceDefinitions } from 'react-admin';
import { Link } from 'react-router-dom';

interface Props {
  resource: string;
  id: string;
  children: ReactNode;
}

/** A link to another record, or only its name if the user may not see it. */
export function RecordLink({ resource, id, children }: Props) {
  const there = useResourceDefinitions()[resource]?.hasShow === true;
  return there ? <Link to={`/${resource}/${id}/show`}>{children}</Link> : <>{children}</>;
}
