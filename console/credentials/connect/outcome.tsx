import { Alert } from '@mui/material';
import { texts } from '../../texts/index.ts';
import { meaningOf } from '../reasons.ts';
import type { CredentialRecord } from '../credential-record.ts';
import { Reason } from '../reason.tsx';
import type { Outcome } from './connection.ts';

const words = texts.console.credentials.outcome;

/** How connecting went just now. Where the credential's state says why it failed, that is not said twice. */
export function OutcomeAlert({ outcome, credential }: { outcome: Outcome; credential: CredentialRecord }) {
  const { state, reason, reason_code } = outcome;
  if (state === 'connected')
    return (
      <Alert severity="success" role="status" sx={{ mb: 2 }}>
        {words.connected}
      </Alert>
    );
  if (state === 'pending') return null;
  return (
    <Alert severity="error" role="alert" sx={{ mb: 2, '& .MuiAlert-message': { minWidth: 0 } }}>
      <strong>{state === 'expired' ? words.expired : words.failed}</strong>{' '}
      {credential.state === 'connected' && words.kept}
      {reason !== null && reason !== credential.state_reason && (
        <Reason meaning={meaningOf(reason_code)} said={reason} credentialId={credential.id} />
      )}
    </Alert>
  );
}
