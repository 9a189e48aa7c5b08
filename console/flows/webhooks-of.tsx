import { useGetList } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import { LoadFailed } from '../parts/list-failed.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { useMay } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.flows;

/** How many are shown. */
const SHOWN = 50;

/** The webhooks that start a flow. @param title shown above them if there are any */
export function WebhooksOf({ flowId, title }: { flowId: string; title?: string }) {
  const maySee = useMay()('webhooks', 'get');
  const {
    data,
    total = 0,
    error,
    refetch,
  } = useGetList<{ id: string; name: string }>(
    'webhooks',
    {
      filter: { flow: flowId },
      pagination: { page: 1, perPage: SHOWN },
      sort: { field: 'name', order: 'ASC' },
      meta: LIST_META,
    },
    { enabled: maySee },
  );
  if (data === undefined) return error !== null && <LoadFailed error={error} retry={refetch} />;
  if (data.length === 0) return title === undefined ? <p style={{ margin: 0 }}>{words.no_webhooks}</p> : null;
  return (
    <>
      {title !== undefined && <p>{title}</p>}
      <ul style={{ margin: 0, paddingLeft: '1.25rem' }}>
        {data.map(({ id, name }) => (
          <li key={id}>
            <RecordLink resource="webhooks" id={id}>
              {name}
            </RecordLink>
          </li>
        ))}
        {total > data.length && <li>{fill(words.more_webhooks, { count: total - data.length })}</li>}
      </ul>
    </>
  );
}
