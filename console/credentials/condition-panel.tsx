import { Alert, Box, Typography } from '@mui/material';
import { texts } from '../texts/index.ts';
import { Actions } from './actions.tsx';
import type { Outcome } from './connect/connection.ts';
import type { CredentialRecord } from './credential-record.ts';
import { CredentialState } from './credential-state.tsx';
import { Initials } from '../parts/initials.tsx';
import { faceOf, useIntegrationName } from './integration-name.ts';
import { Panel } from '../parts/panel.tsx';
import { Reason } from './reason.tsx';
import { conditionOf, reasonOf } from './reasons.ts';

const words = texts.console.credentials;

const SEVERITY = {
  pending: 'info',
  connected: 'success',
  unsteady: 'warning',
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
  const reason = reasonOf(credential);
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
          <Reason meaning={reason} said={credential.state_reason} credentialId={credential.id} />
        </Alert>
      )}
      <Actions credential={credential} onEnd={onEnd} />
    </Panel>
  );
}
