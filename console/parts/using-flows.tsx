import { useGetMany, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { LIST_META } from '../api/cache-metas.ts';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';

/** The flows that prevent deletion, as links if the user may see them. */
export function UsingFlows({ ids, count }: { ids: string[]; count: number }) {
  const maySee = useMay()('flows', 'get');
  const translate = useTranslate();
  const { data = [], isPending } = useGetMany('flows', { ids, meta: LIST_META }, { enabled: maySee });
  if (!maySee || ids.length === 0 || isPending) return null;
  const names = new Map(data.map(({ id, name }) => [id as string, name as string]));
  const more = count - ids.length;
  return (
    <>
      <p>{texts.console.deleting.used_by_flows}</p>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <Link to={`/flows/${id}/show`}>{names.get(id) ?? id}</Link>
          </li>
        ))}
        {more > 0 && <li>{translate('console.deleting.more_flows', { smart_count: more })}</li>}
      </ul>
    </>
  );
}
