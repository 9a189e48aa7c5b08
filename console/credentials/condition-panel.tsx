import { Alert, Box, Typography } from '@mui/material';
import { texts } from '../texts/index.ts';
import { Actions } from './actions.tsx';
import type { Outcome } from './connect/connection.ts';
import type { CredentialRecord } from './credential-record.ts';
import { CredentialState } from './credential-state.tsx';
import { Moment } from '../parts/moment.tsx';
import { Initials } from '../parts/initials.tsx';
import { useBadge, useIntegrationName } from './integration-name.ts';
import { Panel } from '../parts/panel.tsx';
import { Reason } from './reason.tsx';
import { conditionOf, reasonOf } from './reasons.ts';
import { mayBeFixedBySettings, useRemedy } from './remedies.ts';
import { useHistory } from './use-history.ts';
import { useHasPassed } from './use-has-passed.ts';

const words = texts.console.credentials;

const SEVERITY = {
  pending: 'info',
  connected: 'success',
  refresh_failed: 'warning',
  ends_soon: 'warning',
  no_working_token: 'error',
  needs_reauthorization: 'error',
  error: 'error',
} as const;

interface Props {
  credential: CredentialRecord;
  onEnd(outcome: Outcome | null): void;
}

/** The state of a credential, the reason, what to do about it, and the buttons for that. */
export function ConditionPanel({ credential, onEnd }: Props) {
  const integration = useIntegrationName()(credential);
  const badge = useBadge()(credential);
  useHasPassed(credential.expires_at);
  useHasPassed(credential.ends_soon_from);

  const { changed, past } = useHistory(credential);
  const stored = reasonOf(credential);
  const reason = stored === 'unconnected' ? (past ?? stored) : stored;
  // A change makes the next refresh due at once, so one that waits has failed since.
  const isWaiting = credential.state === 'connected' && credential.next_refresh_at !== null;
  const changedSince = changed && !isWaiting && mayBeFixedBySettings(reason);
  const remedyOf = useRemedy();
  const remedy = changedSince ? undefined : remedyOf(credential, reason);
  return (
    <Panel title={words.condition}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, mb: 2, flexWrap: 'wrap' }}>
        <Initials {...badge} size={40} />
        <Typography sx={{ fontWeight: 650, minWidth: 0, overflowWrap: 'anywhere' }}>{integration}</Typography>
        <CredentialState {...credential} />
      </Box>
      {(reason !== undefined || credential.state_reason !== null) && (
        <Alert
          severity={SEVERITY[conditionOf(credential)]}
          sx={{ mb: 2, '& .MuiAlert-message': { minWidth: 0 } }}
        >
          <Reason
            meaning={reason}
            message={credential.state_reason}
            credentialId={credential.id}
            state={credential.state}
            changedSince={changedSince}
          />
          <Times {...credential} />
        </Alert>
      )}
      {conditionOf(credential) === 'ends_soon' && (
        <Alert severity="warning" sx={{ mb: 2 }}>
          {words.ends_on} <Moment at={credential.ends_at} />. {words.ends_text}
        </Alert>
      )}
      <Actions credential={credential} remedy={remedy} changedSince={changedSince} onEnd={onEnd} />
    </Panel>
  );
}

/**
 * For a connected credential whose refresh failed: since when it has no token, and when the next attempt can be made.
 */
function Times(credential: CredentialRecord) {
  const { state, expires_at, next_refresh_at } = credential;
  const due = useHasPassed(next_refresh_at);
  if (state !== 'connected') return null;
  return (
    <>
      {conditionOf(credential) === 'no_working_token' && (
        <Typography sx={{ mt: 1 }}>
          {words.no_working_token_since} <Moment at={expires_at} />.
        </Typography>
      )}
      {next_refresh_at !== null && !due && (
        <Typography sx={{ mt: 1 }}>
          {words.next_attempt} <Moment at={next_refresh_at} />.
        </Typography>
      )}
    </>
  );
}
