import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';
import { useEffect, useSyncExternalStore } from 'react';
import { currentSignInState, cancel, checkSession, onSignInState } from '../api/reauthentication.ts';
import { consolePath } from '../chosen-tenant.ts';
import { useCurrentUser } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.signed_out;

/** Shown over the page when a request finds the session expired. */
export function SignedOutDialog() {
  const signInState = useSyncExternalStore(onSignInState, currentSignInState);
  const { tenant } = useCurrentUser();
  const open = signInState.is !== 'none';

  useEffect(() => {
    if (!open) return;
    const look = () => void checkSession();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [open]);

  if (signInState.is === 'another user')
    return (
      <Question title={words.title} text={fill(words.another, { email: signInState.email })}>
        <Button onClick={() => location.assign(consolePath(tenant.id))}>{words.reload}</Button>
      </Question>
    );
  if (!open) return null;
  return (
    <Question title={words.title} text={words.text}>
      <Button onClick={cancel}>{words.cancel}</Button>
      <Button onClick={() => void checkSession()}>{words.signed_in}</Button>
      <Button variant="contained" href="/login?to=%2Flogin" target="_blank" rel="noreferrer" autoFocus>
        {words.sign_in}
      </Button>
    </Question>
  );
}

function Question({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <Dialog open role="alertdialog" aria-labelledby="signed-out-title" aria-describedby="signed-out-text">
      <DialogTitle id="signed-out-title">{title}</DialogTitle>
      <DialogContent>
        <DialogContentText id="signed-out-text">{text}</DialogContentText>
      </DialogContent>
      <DialogActions>{children}</DialogActions>
    </Dialog>
  );
}
