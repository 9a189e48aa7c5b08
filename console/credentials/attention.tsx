import { Alert, AlertTitle } from '@mui/material';
import { useGetList, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { LIST_META } from '../api/cache-metas.ts';
import { listUrl } from '../parts/list-url.ts';
import { texts } from '../texts/index.ts';

const STATES = ['needs_reauthorization', 'error'] as const;

/** Shown above every page of the list: how many credentials need attention, with links to them. */
export function Attention() {
  const counts = [useCount('needs_reauthorization'), useCount('error')];
  const translate = useTranslate();
  if (counts.every((count) => count === 0)) return null;
  return (
    <Alert severity="error" sx={{ mt: 1.5 }}>
      <AlertTitle sx={{ fontWeight: 650 }}>{texts.console.credentials.attention.title}</AlertTitle>
      {STATES.map((state, index) =>
        counts[index] === 0 ? null : (
          <div key={state}>
            <Link to={listUrl('credentials', { state })}>
              {translate(`console.credentials.attention.${state}`, { smart_count: counts[index] })}
            </Link>
          </div>
        ),
      )}
    </Alert>
  );
}

function useCount(state: (typeof STATES)[number]): number {
  const { total = 0 } = useGetList('credentials', {
    filter: { state },
    pagination: { page: 1, perPage: 1 },
    sort: { field: 'name', order: 'ASC' },
    meta: LIST_META,
  });
  return total;
}
