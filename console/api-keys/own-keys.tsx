import { Box, Button, Stack, Typography } from '@mui/material';
import { useGetList } from 'react-admin';
import { Link } from 'react-router-dom';
import { LIST_META } from '../api/cache-metas.ts';
import { LoadFailed } from '../parts/list-failed.tsx';
import { Moment } from '../parts/moment.tsx';
import { useMay, useCurrentUser } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { KeyName } from './key-name.tsx';
import type { KeyRecord } from './key-record.ts';
import { RevokeKey } from './revoke-key.tsx';

const words = texts.console.api_keys;
const { fields } = texts.resources['api-keys'];
const SHOWN = 10;

/** The user's own keys, newest first. */
export function OwnKeys() {
  const currentUser = useCurrentUser();
  const may = useMay();
  const {
    data,
    total = 0,
    error,
    refetch,
  } = useGetList<KeyRecord>('api-keys', {
    filter: { user: currentUser.id },
    pagination: { page: 1, perPage: SHOWN },
    sort: { field: 'created_at', order: 'DESC' },
    meta: LIST_META,
  });
  const all = `/api-keys?filter=${encodeURIComponent(JSON.stringify({ user: currentUser.id }))}`;
  return (
    <>
      <Typography component="h2" variant="h6" gutterBottom>
        {fill(words.yours, { tenant: currentUser.tenant.name })}
      </Typography>
      {data === undefined && error !== null && <LoadFailed error={error} retry={refetch} />}
      {total === 0 && data !== undefined && (
        <Typography sx={{ color: 'text.secondary' }}>{words.yours_none}</Typography>
      )}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {data?.map((key) => (
          <OwnKey key={key.id} apiKey={key} onRevoked={() => void refetch()} />
        ))}
      </Box>
      <Stack direction="row" sx={{ mt: 1.5, gap: 2, alignItems: 'center' }}>
        {may('api-keys', 'create') && (
          <Button variant="contained" component={Link} to="/api-keys/create?for=me">
            {words.new}
          </Button>
        )}
        {total > SHOWN && <Link to={all}>{words.yours_all}</Link>}
      </Stack>
    </>
  );
}

function OwnKey({ apiKey, onRevoked }: { apiKey: KeyRecord; onRevoked(): void }) {
  return (
    <Stack
      component="li"
      direction="row"
      sx={{
        gap: 2,
        py: 1,
        justifyContent: 'space-between',
        alignItems: 'flex-start',
        borderBottom: 1,
        borderColor: 'divider',
      }}
    >
      <Box sx={{ minWidth: 0 }}>
        <KeyName apiKey={apiKey} />
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {fields.last_used_at}: <Moment at={apiKey.last_used_at} /> · {fields.expires_at}:{' '}
          <Moment at={apiKey.expires_at} />
        </Typography>
      </Box>
      <RevokeKey apiKey={apiKey} onRevoked={onRevoked} />
    </Stack>
  );
}
