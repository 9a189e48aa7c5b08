import OpenIcon from '@mui/icons-material/OpenInNew';
import {
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  Typography,
} from '@mui/material';
import { useEffect } from 'react';
import { CopyButton } from '../../parts/copy.tsx';
import { fill } from '../../parts/fill.ts';
import { texts } from '../../texts/index.ts';
import { useConnection, type Connection, type Outcome } from './connection.ts';
import { useTimeLeft } from './use-time-left.ts';
import { MONOSPACE } from '../../monospace.ts';

const words = texts.console.credentials.device;

interface Props {
  credentialId: string;
  connection: Connection;
  onEnd(outcome: Outcome): void;
  onClose(): void;
}

/** Shows the code to enter at the provider, and waits for the result. Dismissing it does not end the attempt. */
export function DeviceDialog({ credentialId, connection, onEnd, onClose }: Props) {
  const { data } = useConnection(credentialId, connection.id, connection);
  const left = useTimeLeft(connection.expires_at);
  const { user_code: code = '', verification_uri: uri = '', verification_uri_complete: direct } = connection;
  useEffect(() => {
    if (data !== undefined && data.state !== 'pending') onEnd(data);
  }, [data, onEnd]);
  const { host } = new URL(uri);
  return (
    <Dialog open onClose={onClose} maxWidth="sm" aria-labelledby="device-title">
      <DialogTitle id="device-title" sx={{ overflowWrap: 'anywhere' }}>
        {fill(words.title, { host })}
      </DialogTitle>
      <DialogContent>
        <DialogContentText>{words.text}</DialogContentText>
        <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'center', gap: 1, my: 2 }}>
          <Typography
            component="code"
            sx={{ fontFamily: MONOSPACE, fontSize: '2.25rem', overflowWrap: 'anywhere', minWidth: 0 }}
          >
            {code}
          </Typography>
          <CopyButton value={code} name={words.code} />
        </Box>
        <Typography sx={{ overflowWrap: 'anywhere', textAlign: 'center' }}>{uri}</Typography>
        <Typography variant="body2" role="timer" sx={{ color: 'text.secondary', textAlign: 'center', mt: 1 }}>
          {left === undefined ? words.over : fill(words.left, { time: left })}
        </Typography>
      </DialogContent>
      <DialogActions sx={{ flexWrap: 'wrap' }}>
        <Button onClick={onClose}>{words.dismiss}</Button>
        <Button
          variant="contained"
          autoFocus
          startIcon={<OpenIcon />}
          href={direct ?? uri}
          target="_blank"
          rel="noopener noreferrer"
          sx={{ overflowWrap: 'anywhere', minWidth: 0 }}
        >
          {fill(texts.console.credentials.waiting.open, { host: new URL(direct ?? uri).host })}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
