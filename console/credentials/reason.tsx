import { Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { adviceOn, followUpOf, type ReasonKey } from './reasons.ts';

const words = texts.console.credentials;

/** Reasons that an advanced setting may also fix. */
const IN_ADVANCED: readonly ReasonKey[] = ['client_refused'];

/** For these, the API's message always says the same and adds nothing. */
const REDUNDANT_MESSAGES: readonly ReasonKey[] = [
  'returned_too_late',
  'issuer_mismatch',
  'refresh_token_missing',
  'token_ended',
  'settings_changed',
  'internal_error',
];

interface Props {
  /** undefined: only the API's message is known. */
  meaning: ReasonKey | undefined;
  message: string | null;
  credentialId: string;
  state: CredentialRecord['state'];
  /** Whether the settings were changed since, which may have fixed it. */
  changedSince?: boolean;
}

/** The meaning of a reason, what to do, and the API's message if it adds something. */
export function Reason({ meaning, message, credentialId, state, changedSince = false }: Props) {
  if (meaning === undefined)
    return <Typography sx={{ mt: 0.5, overflowWrap: 'anywhere' }}>{message}</Typography>;
  return (
    <>
      <Typography sx={{ mt: 0.5 }}>{words.reasons[meaning].what}</Typography>
      <Typography sx={{ mt: 1 }}>
        <strong>{words.to_do}:</strong>{' '}
        {changedSince ? words.changed_since[followUpOf(state)] : adviceOn(meaning, state)}{' '}
        {!changedSince && IN_ADVANCED.includes(meaning) && <ToAdvanced credentialId={credentialId} />}
      </Typography>
      {message !== null && !REDUNDANT_MESSAGES.includes(meaning) && (
        <Typography variant="body2" sx={{ mt: 1, overflowWrap: 'anywhere' }}>
          {words.api_message}: <q>{message}</q>
        </Typography>
      )}
    </>
  );
}

function ToAdvanced({ credentialId }: { credentialId: string }) {
  if (!useMay()('credentials', 'edit')) return null;
  return <Link to={`/credentials/${credentialId}#advanced`}>{words.to_advanced}</Link>;
}
