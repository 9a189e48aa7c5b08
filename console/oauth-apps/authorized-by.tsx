import { Typography } from '@mui/material';
import { useGetList, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { LIST_META } from '../api/cache-metas.ts';
import { LoadFailed } from '../parts/list-failed.tsx';
import { Moment } from '../parts/moment.tsx';
import { UserEmail } from '../parts/user-email.tsx';
import { Section } from '../parts/section.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { AppRecord } from './app-record.ts';

const words = texts.console.apps;
const SHOWN = 5;

/** The users who have authorized an app, latest first. */
export function AuthorizedBy({ app }: { app: AppRecord }) {
  const maySee = useMay()('authorizations', 'get');
  const translate = useTranslate();
  const {
    data,
    total = 0,
    error,
    refetch,
  } = useGetList(
    'authorizations',
    {
      filter: { oauth_app: app.id },
      pagination: { page: 1, perPage: SHOWN },
      sort: { field: 'created_at', order: 'DESC' },
      meta: LIST_META,
    },
    { enabled: maySee },
  );
  if (!maySee) return null;
  if (data === undefined)
    return (
      error !== null && (
        <Section title={words.sections.authorizations}>
          <LoadFailed error={error} retry={refetch} />
        </Section>
      )
    );
  const all = `/authorizations?filter=${encodeURIComponent(JSON.stringify({ oauth_app: app.id }))}`;
  return (
    <Section title={words.sections.authorizations}>
      <Typography sx={{ color: 'text.secondary', mb: 1 }}>
        {total === 0
          ? words.authorized_by.nobody
          : translate('console.apps.authorized_by.users', { smart_count: total })}
      </Typography>
      <ul style={{ margin: 0, paddingLeft: '1.25rem', overflowWrap: 'anywhere' }}>
        {data.map(({ id, user_id, created_at }) => (
          <li key={id}>
            <Link to={`/authorizations/${id}/show`}>
              <UserEmail id={user_id} />
            </Link>{' '}
            <Moment at={created_at} />
          </li>
        ))}
        {total > data.length && (
          <li>
            <Link to={all}>{words.authorized_by.all}</Link>
          </li>
        )}
      </ul>
    </Section>
  );
}
