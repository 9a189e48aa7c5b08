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
import type { Login } from './login.ts';

interface Props {
  credentialId: string;
  login: Login;
  onEnd(outcome: Outcome): void;
  onClose(): void;
}

/** Asks for what an account is connected with. What is entered is sent once and discarded with the dialog. */
export function LoginDialog({ credentialId, login, onEnd, onClose }: Props) {
  const begin = useStartConnection(credentialId);
  const [busy, setBusy] = useState(false);
  const { runOnce, release } = useSingleFlight();
  const [refusal, setRefusal] = useState<string>();

  async function send(text: (name: string) => string) {
    setBusy(true);
    setRefusal(undefined);
    try {
      onEnd(await begin(Object.fromEntries(login.fields.map(({ name }) => [name, text(name)]))));
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
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="login-title">
      <form noValidate onSubmit={submit} autoComplete="off">
        <DialogTitle id="login-title">{login.title}</DialogTitle>
        <DialogContent>
          <DialogContentText gutterBottom>{login.text}</DialogContentText>
          {login.fields.map(({ name, label, isSecret }, index) => (
            <TextField
              key={name}
              name={name}
              label={label}
              required
              fullWidth
              margin="dense"
              autoFocus={index === 0}
              {...(isSecret && { type: 'password', autoComplete: 'new-password' })}
            />
          ))}
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
