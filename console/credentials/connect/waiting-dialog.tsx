import OpenIcon from '@mui/icons-material/OpenInNew';
import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  Typography,
} from '@mui/material';
import { useEffect } from 'react';
import { Link } from 'react-router-dom';
import { Copyable } from '../../parts/copy.tsx';
import { Moment } from '../../parts/moment.tsx';
import { useCurrentUser } from '../../current-user.ts';
import { texts } from '../../texts/index.ts';
import { fill } from '../../parts/fill.ts';
import { useConnection, type Connection, type Outcome } from './connection.ts';

const words = texts.console.credentials.waiting;

interface Props {
  credentialId: string;
  connection: Connection;
  /** The return URL that would bring the browser back automatically. */
  returnUrl: string;
  onEnd(outcome: Outcome): void;
  onClose(): void;
}

/** Links to the provider in another window, and waits for the result. */
export function WaitingDialog({ credentialId, connection, returnUrl, onEnd, onClose }: Props) {
  const { data } = useConnection(credentialId, connection.id, connection);
  const mayAllow = useCurrentUser().permissions.has('tenants.tenants.edit');
  const url = connection.authorization_url!;
  const { host } = new URL(url);
  useEffect(() => {
    if (data !== undefined && data.state !== 'pending') onEnd(data);
  }, [data, onEnd]);
  return (
    <Dialog open onClose={onClose} maxWidth="sm" aria-labelledby="waiting-title">
      <DialogTitle id="waiting-title" sx={{ overflowWrap: 'anywhere' }}>
        {fill(words.title, { host })}
      </DialogTitle>
      <DialogContent>
        <DialogContentText gutterBottom>{words.text}</DialogContentText>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {words.until} <Moment at={connection.expires_at} />.
        </Typography>
        {mayAllow && (
          <Typography variant="body2" component="div" sx={{ color: 'text.secondary', mt: 2 }}>
            {words.same_window} <Copyable value={returnUrl} name={words.return_url} />{' '}
            <Link to="/settings">{words.to_settings}</Link>
          </Typography>
        )}
      </DialogContent>
      <DialogActions sx={{ flexWrap: 'wrap' }}>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button
          variant="contained"
          autoFocus
          startIcon={<OpenIcon />}
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          sx={{ overflowWrap: 'anywhere', minWidth: 0 }}
        >
          {fill(words.open, { host })}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
