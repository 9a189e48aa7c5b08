import { Alert, Box, Typography } from '@mui/material';
import { texts } from '../texts/index.ts';
import { Actions } from './actions.tsx';
import type { Outcome } from './connect/connection.ts';
import type { CredentialRecord } from './credential-record.ts';
import { CredentialState } from './credential-state.tsx';
import { Moment } from '../parts/moment.tsx';
import { Initials } from '../parts/initials.tsx';
import { faceOf, useIntegrationName } from './integration-name.ts';
import { Panel } from '../parts/panel.tsx';
import { Reason } from './reason.tsx';
import { conditionOf, reasonOf } from './reasons.ts';
import { isMendedBySettings, useRemedy } from './remedies.ts';
import { useHistory } from './use-history.ts';
import { usePast } from './use-past.ts';

const words = texts.console.credentials;

const SEVERITY = {
  pending: 'info',
  connected: 'success',
  unsteady: 'warning',
  tokenless: 'error',
  needs_reauthorization: 'error',
  error: 'error',
} as const;

interface Props {
  credential: CredentialRecord;
  onEnd(outcome: Outcome | null): void;
}

/** How it stands, why, what to do about it, and the buttons that do it. */
export function ConditionPanel({ credential, onEnd }: Props) {
  const integration = useIntegrationName()(credential);
  usePast(credential.expires_at);

  const { changed, past } = useHistory(credential);
  const told = reasonOf(credential);
  const reason = told === 'unconnected' ? (past ?? told) : told;
  const untried = changed && credential.state !== 'connected' && isMendedBySettings(reason);
  const remedyOf = useRemedy();
  const remedy = untried ? undefined : remedyOf(credential, reason);
  return (
    <Panel title={words.condition}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, mb: 2, flexWrap: 'wrap' }}>
        <Initials name={faceOf(credential, integration)} size={40} />
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
            said={credential.state_reason}
            credentialId={credential.id}
            untried={untried}
          />
          <Times {...credential} />
        </Alert>
      )}
      <Actions credential={credential} remedy={remedy} onEnd={onEnd} />
    </Panel>
  );
}

/** Of a connected one whose refresh has failed: since when it is without a token, and when the next can be tried. */
function Times(credential: CredentialRecord) {
  const { state, expires_at, next_refresh_at = null } = credential;
  const due = usePast(next_refresh_at);
  if (state !== 'connected') return null;
  return (
    <>
      {conditionOf(credential) === 'tokenless' && (
        <Typography sx={{ mt: 1 }}>
          {words.tokenless_since} <Moment at={expires_at} />.
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
