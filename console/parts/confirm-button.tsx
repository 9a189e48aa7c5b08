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
import { useSingleFlight } from './use-single-flight.ts';

const words = texts.console.asking;

interface Props {
  /** Label of the button that opens the dialog. */
  action: string;
  icon?: ReactNode;
  color?: 'error' | 'primary';
  title: string;
  text: string;
  /** Label of the button that confirms. */
  confirm: string;
  /** Label of the button that cancels. */
  cancel?: string;
  /** Opens the dialog from elsewhere, for example from a menu, instead of by a button. */
  opener?(open: () => void): ReactNode;
  /** Further inputs in the dialog. */
  children?: ReactNode;
  /** Whether those inputs are complete. */
  ready?: boolean;
  /** Renders an error, if the API's message is not enough. */
  refusal?(error: Error): ReactNode;
  /** Runs the action. If it throws, the error is shown in the dialog, which stays open. */
  onConfirm(): Promise<unknown>;
}

/**
 * A button that asks for confirmation before an irreversible or far-reaching action, and shows the error if the API
 * rejects it.
 */
export function ConfirmButton({ action, icon, color = 'primary', title, text, confirm, ...rest }: Props) {
  const { cancel = words.cancel, opener, children, ready = true, refusal = errorMessageOf, onConfirm } = rest;
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const { runOnce, release } = useSingleFlight();
  const ask = () => {
    release();
    setOpen(true);
  };
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
      // Not earlier: the button can still be clicked while the dialog fades out.
      release();
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {opener === undefined ? (
        <Button color={color} startIcon={icon} onClick={ask}>
          {action}
        </Button>
      ) : (
        opener(ask)
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
          <Button
            color={color}
            variant="contained"
            onClick={() => void runOnce(answer)}
            disabled={busy || !ready}
          >
            {confirm}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

/** The API's error message. */
export function errorMessageOf(error: Error): string {
  return error instanceof ApiError ? error.sentences.join(' ') : error.message;
}
