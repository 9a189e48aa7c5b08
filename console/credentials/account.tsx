import { Box, Chip, Typography } from '@mui/material';
import { Fact, Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { Panel } from '../parts/panel.tsx';
import { nextRefreshOf } from './next-refresh.ts';
import { useHasPassed } from './use-has-passed.ts';

const words = texts.console.credentials;

/** The connected account, its granted scopes, and the age of the token. */
export function Account({ credential }: { credential: CredentialRecord }) {
  const { external_user_id, granted_scopes, obtained_at, expires_at, connected_at } = credential;
  const { account, state, ends_at, refresh_token_expires_at } = credential;
  const ended = useHasPassed(expires_at);
  const nextRefresh = nextRefreshOf(credential, useMay()('credentials', 'use'));
  if (obtained_at === null)
    return (
      <Panel title={words.account}>
        <Typography>{words.no_account}</Typography>
      </Panel>
    );
  return (
    <Panel title={words.account}>
      <Facts>
        <Fact name={words.account_of}>{external_user_id ?? words.account_unknown}</Fact>
        <Fact name={words.granted}>
          {granted_scopes === null ? words.granted_unsaid : <Scopes scopes={granted_scopes} />}
        </Fact>
        {Object.entries(account).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
        <Fact name={words.connected_at}>
          <Moment at={connected_at} />
        </Fact>
        <Fact name={words.obtained_at}>
          <Moment at={obtained_at} />
        </Fact>
        <Fact name={ended ? words.expired_at : words.expires_at}>
          {expires_at === null ? words.unlimited : <Moment at={expires_at} />}
          {nextRefresh !== undefined && (
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {nextRefresh}
            </Typography>
          )}
        </Fact>
        {ends_at !== null && (
          <Fact name={state === 'connected' ? words.ends_at : words.ended_at}>
            <Moment at={ends_at} />
            {state === 'connected' && (
              <Typography variant="body2" sx={{ color: 'text.secondary' }}>
                {refresh_token_expires_at !== null
                  ? words.ends_unless_refreshed
                  : words.ends_unless_reconnected}
              </Typography>
            )}
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

/** Scopes as chips, each of which may be long. */
export function Scopes({ scopes }: { scopes: readonly string[] }) {
  return (
    <Box component="ul" sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, m: 0, p: 0, listStyle: 'none' }}>
      {scopes.map((scope) => (
        <Box component="li" key={scope} sx={{ minWidth: 0 }}>
          <Chip
            label={scope}
            size="small"
            sx={{ height: 'auto', '& .MuiChip-label': { whiteSpace: 'normal', py: 0.25 } }}
          />
        </Box>
      ))}
    </Box>
  );
}
