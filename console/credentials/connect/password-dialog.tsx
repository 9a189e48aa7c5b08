import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  TextField,
} from '@mui/material';
import { useState, type FormEvent } from 'react';
import { errorMessageOf } from '../../parts/confirm-button.tsx';
import { texts } from '../../texts/index.ts';
import { useSingleFlight } from '../../parts/use-single-flight.ts';
import { typedTexts } from '../typed-texts.ts';
import { useStartConnection, type Outcome } from './connection.ts';

const words = texts.console.credentials.password;

interface Props {
  credentialId: string;
  onEnd(outcome: Outcome): void;
  onClose(): void;
}

/** For the password grant. What is entered is sent once and discarded with the dialog. */
export function PasswordDialog({ credentialId, onEnd, onClose }: Props) {
  const begin = useStartConnection(credentialId);
  const [busy, setBusy] = useState(false);
  const { runOnce, release } = useSingleFlight();
  const [refusal, setRefusal] = useState<string>();

  async function send(text: (name: string) => string) {
    setBusy(true);
    setRefusal(undefined);
    try {
      onEnd(await begin({ username: text('username'), password: text('password') }));
    } catch (error) {
      setRefusal(errorMessageOf(error as Error));
      setBusy(false);
      release();
    }
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = typedTexts(event.currentTarget);
    void runOnce(() => send(text));
  }

  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="password-title">
      <form noValidate onSubmit={submit} autoComplete="off">
        <DialogTitle id="password-title">{words.title}</DialogTitle>
        <DialogContent>
          <DialogContentText gutterBottom>{words.text}</DialogContentText>
          <TextField name="username" label={words.username} required fullWidth margin="dense" autoFocus />
          <TextField
            name="password"
            type="password"
            label={words.password}
            required
            fullWidth
            margin="dense"
            autoComplete="new-password"
          />
          {refusal !== undefined && (
            <Alert severity="error" role="alert" sx={{ mt: 2, overflowWrap: 'anywhere' }}>
              {refusal}
            </Alert>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{texts.console.asking.cancel}</Button>
          <Button type="submit" variant="contained" disabled={busy}>
            {texts.console.credentials.connect}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
