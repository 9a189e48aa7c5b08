import { Typography } from '@mui/material';
import { texts } from '../texts/index.ts';
import type { KeyRecord } from './key-record.ts';

const words = texts.console.api_keys;

/** A key's name and prefix, and whether it was issued to an app. */
export function KeyName({ apiKey: { name, prefix, oauth_app_id } }: { apiKey: KeyRecord }) {
  return (
    <>
      <bdi style={{ overflowWrap: 'anywhere' }}>{name ?? words.unnamed}</bdi>
      <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
        <code>{prefix}…</code> {oauth_app_id !== null && words.issued_to_app}
      </Typography>
    </>
  );
}
