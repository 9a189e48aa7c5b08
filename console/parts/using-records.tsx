import { useGetMany, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { LIST_META } from '../api/cache-metas.ts';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';

interface Props {
  resource: 'flows' | 'credentials';
  ids: string[];
  count: number;
}

/** The records that prevent deletion, as links if the user may see them. */
export function UsingRecords({ resource, ids, count }: Props) {
  const maySee = useMay()(resource, 'get');
  const translate = useTranslate();
  const { data = [], isPending } = useGetMany(resource, { ids, meta: LIST_META }, { enabled: maySee });
  if (!maySee || ids.length === 0 || isPending) return null;
  const names = new Map(data.map(({ id, name }) => [id as string, name as string]));
  const more = count - ids.length;
  return (
    <>
      <p>{texts.console.deleting.used_by[resource]}</p>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <Link to={`/${resource}/${id}/show`}>{names.get(id) ?? id}</Link>
          </li>
        ))}
        {more > 0 && <li>{translate('console.deleting.more', { smart_count: more })}</li>}
      </ul>
    </>
  );
}
