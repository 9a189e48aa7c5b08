import { Typography } from '@mui/material';
import { texts } from '../texts/index.ts';
import type { ReasonKey } from './reasons.ts';

const words = texts.console.credentials;

/** What a reason means, what to do now, and what the API says itself. */
export function Reason({ meaning, said }: { meaning: ReasonKey; said: string | null }) {
  const { what, next } = words.reasons[meaning];
  return (
    <>
      <Typography sx={{ mt: 0.5 }}>{what}</Typography>
      <Typography sx={{ mt: 1 }}>
        <strong>{words.to_do}:</strong> {next}
      </Typography>
      {said !== null && (
        <Typography variant="body2" sx={{ mt: 1, overflowWrap: 'anywhere' }}>
          {words.said}: <q>{said}</q>
        </Typography>
      )}
    </>
  );
}
