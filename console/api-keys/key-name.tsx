import { Typography } from '@mui/material';
import { texts } from '../texts/index.ts';
import type { KeyRecord } from './key-record.ts';

const words = texts.console.api_keys;

/** A key by its name, how it begins, and whether an app has got it. */
export function KeyName({ apiKey: { name, prefix, oauth_app_id } }: { apiKey: KeyRecord }) {
  return (
    <>
      <bdi style={{ overflowWrap: 'anywhere' }}>{name ?? words.unnamed}</bdi>
      <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
        <code>{prefix}…</code> {oauth_app_id !== null && words.given_to_app}
      </Typography>
    </>
  );
}
