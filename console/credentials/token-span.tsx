import { Typography } from '@mui/material';
import { Moment } from '../parts/moment.tsx';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { renewalOf } from './renewal.ts';
import { usePast } from './use-past.ts';

const words = texts.console.credentials;

/** When the token was got, and when it ends. The token itself is never shown. */
export function TokenSpan(credential: CredentialRecord) {
  const { obtained_at, expires_at } = credential;
  const ended = usePast(expires_at);
  const mayRefresh = useMay()('credentials', 'use');
  if (obtained_at === null) return <>{words.no_token}</>;
  const renewal = ended ? renewalOf(credential, mayRefresh) : undefined;
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
            {ended ? words.ended : words.ends} <Moment at={expires_at} />
          </>
        )}
      </div>
      {renewal !== undefined && (
        <Typography
          variant="body2"
          sx={{ color: 'text.secondary', mt: 0.5, maxWidth: '16rem', whiteSpace: 'normal' }}
        >
          {renewal}
        </Typography>
      )}
    </>
  );
}
