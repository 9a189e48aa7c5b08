import { Typography } from '@mui/material';
import { Moment } from '../parts/moment.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { nextRefreshOf } from './next-refresh.ts';
import { useHasPassed } from './use-has-passed.ts';

const words = texts.console.credentials;

/** When the token was obtained and when it expires. The token itself is never shown. */
export function TokenSpan(credential: CredentialRecord) {
  const { obtained_at, expires_at } = credential;
  const ended = useHasPassed(expires_at);
  const mayRefresh = useMay()('credentials', 'use');
  if (obtained_at === null) return <>{words.no_token}</>;
  const nextRefresh = ended ? nextRefreshOf(credential, mayRefresh) : undefined;
  return (
    <>
      <div>
        {words.refreshed} <Moment at={obtained_at} />
      </div>
      <div>
        {expires_at === null ? (
          words.unlimited
        ) : (
          <>
            {ended ? words.expired : words.expires} <Moment at={expires_at} />
          </>
        )}
      </div>
      {nextRefresh !== undefined && (
        <Typography
          variant="body2"
          sx={{ color: 'text.secondary', mt: 0.5, maxWidth: '16rem', whiteSpace: 'normal' }}
        >
          {nextRefresh}
        </Typography>
      )}
    </>
  );
}
