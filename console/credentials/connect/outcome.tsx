import { Alert } from '@mui/material';
import { texts } from '../../texts/index.ts';
import { meaningOf } from '../reasons.ts';
import type { CredentialRecord } from '../credential-record.ts';
import { Reason } from '../reason.tsx';
import type { Outcome } from './connection.ts';

const words = texts.console.credentials.outcome;

/** Why the last connection attempt failed, if the credential's own state does not say it. */
export function OutcomeAlert({ outcome, credential }: { outcome: Outcome; credential: CredentialRecord }) {
  const { state, reason, reason_code } = outcome;
  if (state === 'connected' || state === 'pending') return null;
  const shownBelow = reason === null || reason === credential.state_reason;
  if (shownBelow && credential.state !== 'connected') return null;
  return (
    <Alert severity="error" role="alert" sx={{ mb: 2, '& .MuiAlert-message': { minWidth: 0 } }}>
      <strong>{words[state]}</strong> {credential.state === 'connected' && words.kept}
      {!shownBelow && (
        <Reason
          meaning={meaningOf(reason_code)}
          message={reason}
          credentialId={credential.id}
          state="error"
        />
      )}
    </Alert>
  );
}
