import { Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';
import type { ReasonKey } from './reasons.ts';

const words = texts.console.credentials;

/** What else may mend these is among the rarely needed settings. */
const IN_ADVANCED: readonly ReasonKey[] = ['client_refused'];

/** Of these the API always says the same, and nothing that is not said here. */
const SAID_HERE: readonly ReasonKey[] = [
  'returned_too_late',
  'issuer_mismatch',
  'refresh_token_missing',
  'token_ended',
  'settings_changed',
  'internal_error',
];

interface Props {
  /** undefined: nothing is known but what the API says. */
  meaning: ReasonKey | undefined;
  said: string | null;
  credentialId: string;
  /** Whether the settings were changed since: what mends it has perhaps been done. */
  untried?: boolean;
}

/** What a reason means, what to do now, and what the API says itself where that is more. */
export function Reason({ meaning, said, credentialId, untried = false }: Props) {
  if (meaning === undefined)
    return <Typography sx={{ mt: 0.5, overflowWrap: 'anywhere' }}>{said}</Typography>;
  const { what, next } = words.reasons[meaning];
  return (
    <>
      <Typography sx={{ mt: 0.5 }}>{what}</Typography>
      <Typography sx={{ mt: 1 }}>
        <strong>{words.to_do}:</strong> {untried ? words.untried : next}{' '}
        {!untried && IN_ADVANCED.includes(meaning) && <ToAdvanced credentialId={credentialId} />}
      </Typography>
      {said !== null && !SAID_HERE.includes(meaning) && (
        <Typography variant="body2" sx={{ mt: 1, overflowWrap: 'anywhere' }}>
          {words.said}: <q>{said}</q>
        </Typography>
      )}
    </>
  );
}

function ToAdvanced({ credentialId }: { credentialId: string }) {
  if (!useMay()('credentials', 'edit')) return null;
  return <Link to={`/credentials/${credentialId}#advanced`}>{words.to_advanced}</Link>;
}
