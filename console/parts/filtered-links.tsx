import { useGetList } from 'react-admin';
import { Link } from 'react-router-dom';
import { LIST_META } from '../api/cache-metas.ts';
import { useMay } from '../current-user.ts';
import { LoadFailed } from './list-failed.tsx';
import { listUrl } from './list-url.ts';

/** How many are shown. */
const SHOWN = 20;

interface Props {
  resource: 'flows' | 'webhooks' | 'credentials';
  /** A filter of the API. */
  filter: Readonly<Record<string, string>>;
  /** Shown if no record matches. */
  none: string;
  /** Label of the link to the filtered list, shown if there are more. */
  all: string;
}

/** Links to the first records that match a filter, by name. */
export function FilteredLinks({ resource, filter, none, all }: Props) {
  const maySee = useMay()(resource, 'get');
  const {
    data,
    total = 0,
    error,
    refetch,
  } = useGetList(
    resource,
    {
      filter,
      pagination: { page: 1, perPage: SHOWN },
      sort: { field: 'name', order: 'ASC' },
      meta: LIST_META,
    },
    { enabled: maySee },
  );
  if (data === undefined) return error !== null && <LoadFailed error={error} retry={refetch} />;
  if (data.length === 0) return <>{none}</>;
  return (
    <ul style={{ margin: 0, paddingLeft: '1.25rem' }}>
      {data.map(({ id, name }) => (
        <li key={id}>
          <Link to={`/${resource}/${id}/show`}>{name}</Link>
        </li>
      ))}
      {total > data.length && (
        <li>
          <Link to={listUrl(resource, filter)}>{all}</Link>
        </li>
      )}
    </ul>
  );
}
