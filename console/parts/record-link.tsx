import type { ReactNode } from 'react';
import { useResourceDefinitions } from 'react-admin';
import { Link } from 'react-router-dom';

interface Props {
  resource: string;
  id: string;
  children: ReactNode;
}

/** The way to another record; its name alone, where the person may not go there. */
export function RecordLink({ resource, id, children }: Props) {
  const there = useResourceDefinitions()[resource]?.hasShow === true;
  return there ? <Link to={`/${resource}/${id}/show`}>{children}</Link> : <>{children}</>;
}
