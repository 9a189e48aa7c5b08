import { useGetList, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { OF_LISTS } from '../api/kept-apart.ts';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';

/** As many as a person looks through. */
const SHOWN = 20;

/** In how many flows a client is in use. */
export function FlowCount({ count }: { count: number | null | undefined }) {
  const translate = useTranslate();
  if (count === undefined || count === null) return null;
  if (count === 0) return <>{texts.console.clients.in_no_flow}</>;
  return <>{translate('console.clients.in_flows', { smart_count: count })}</>;
}

/** The flows in which a client is in use. */
export function FlowLinks({ componentId }: { componentId: string | null | undefined }) {
  const maySee = useMay()('flows', 'get');
  const { data = [], total = 0 } = useGetList(
    'flows',
    {
      filter: { component: componentId },
      pagination: { page: 1, perPage: SHOWN },
      sort: { field: 'name', order: 'ASC' },
      meta: OF_LISTS,
    },
    { enabled: maySee && typeof componentId === 'string' },
  );
  if (total === 0) return <>{texts.console.clients.no_flows}</>;
  return (
    <ul style={{ margin: 0, paddingLeft: '1.25rem' }}>
      {data.map(({ id, name }) => (
        <li key={id}>
          <Link to={`/flows/${id}/show`}>{name}</Link>
        </li>
      ))}
      {total > data.length && (
        <li>
          <Link to={flowsOf(componentId!)}>{texts.console.deleting.all_flows}</Link>
        </li>
      )}
    </ul>
  );
}

/** The list of flows that include a component. */
export function flowsOf(componentId: string): string {
  return `/flows?filter=${encodeURIComponent(JSON.stringify({ component: componentId }))}`;
}
