import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
} from '@mui/material';
import { useState, type ReactNode } from 'react';
import { ApiError } from '../api/api-error.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.asking;

interface Props {
  /** On the button that opens the question. */
  action: string;
  icon?: ReactNode;
  color?: 'error' | 'primary';
  title: string;
  text: string;
  /** On the button that answers it. */
  confirm: string;
  /** On the button that leaves everything as it is. */
  cancel?: string;
  /** What opens the question, where that is no button of its own. */
  opener?(open: () => void): ReactNode;
  /** More to choose before the answer. */
  children?: ReactNode;
  /** Whether what is to be chosen or typed first is. */
  ready?: boolean;
  /** What is said of a refusal, when the API's own words are not enough. */
  refusal?(error: Error): ReactNode;
  /** Does it. What it throws is shown in the dialog, which stays open. */
  onConfirm(): Promise<unknown>;
}

/** A button for what cannot be undone, or is felt elsewhere: it asks first, and says why where the API refuses. */
export function AskFirst({ action, icon, color = 'primary', title, text, confirm, ...rest }: Props) {
  const { cancel = words.cancel, opener, children, ready = true, refusal = refusalOf, onConfirm } = rest;
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const close = () => {
    setOpen(false);
    setError(undefined);
  };
  const answer = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      close();
    } catch (refused) {
      setError(refused as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {opener === undefined ? (
        <Button color={color} startIcon={icon} onClick={() => setOpen(true)}>
          {action}
        </Button>
      ) : (
        opener(() => setOpen(true))
      )}
      <Dialog open={open} onClose={close} aria-labelledby="asking-title">
        <DialogTitle id="asking-title" sx={{ overflowWrap: 'anywhere' }}>
          {title}
        </DialogTitle>
        <DialogContent>
          <DialogContentText>{text}</DialogContentText>
          {children}
          {error !== undefined && (
            <Alert severity="error" role="alert" sx={{ mt: 2 }}>
              {refusal(error)}
            </Alert>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={close} autoFocus>
            {cancel}
          </Button>
          <Button color={color} variant="contained" onClick={() => void answer()} disabled={busy || !ready}>
            {confirm}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

/** What the API said. */
export function refusalOf(error: Error): string {
  return error instanceof ApiError ? error.sentences.join(' ') : error.message;
}
