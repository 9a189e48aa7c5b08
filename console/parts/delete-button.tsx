import DeleteIcon from '@mui/icons-material/Delete';
import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
} from '@mui/material';
import { useState } from 'react';
import { useDelete, useNotify, useRecordContext, useRedirect, useResourceContext } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import type { ApiRecord } from '../api/records.ts';
import { useMay } from '../person.ts';
import { texts } from '../texts.ts';
import { UsingFlows } from './using-flows.tsx';

const words = texts.console.deleting;

/** Asks first; where the API refuses, says why, and where to go to change that. */
export function DeleteButton({ name, text }: { name: string; text: string }) {
  const resource = useResourceContext()!;
  const record = useRecordContext<ApiRecord>();
  const mayDelete = useMay()(resource, 'delete');
  const [open, setOpen] = useState(false);
  const [refusal, setRefusal] = useState<Error>();
  const [remove, { isPending }] = useDelete<ApiRecord>();
  const notify = useNotify();
  const redirect = useRedirect();
  if (record === undefined || !mayDelete) return null;

  const close = () => {
    setOpen(false);
    setRefusal(undefined);
  };
  const confirm = () =>
    remove(
      resource,
      { id: record.id, previousData: record },
      {
        onSuccess() {
          notify(words.deleted, { type: 'success' });
          redirect('list', resource);
        },
        onError: (error) => setRefusal(error as Error),
      },
    );

  return (
    <>
      <Button color="error" startIcon={<DeleteIcon />} onClick={() => setOpen(true)}>
        {words.action}
      </Button>
      <Dialog open={open} onClose={close} aria-labelledby="delete-title">
        <DialogTitle id="delete-title">{words.title.replace('%{name}', name)}</DialogTitle>
        <DialogContent>
          <DialogContentText>{text}</DialogContentText>
          {refusal !== undefined && <Refusal error={refusal} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={close} autoFocus>
            {words.cancel}
          </Button>
          <Button
            color="error"
            variant="contained"
            onClick={() => void confirm()}
            disabled={isPending || refusal !== undefined}
          >
            {words.confirm}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

function Refusal({ error }: { error: Error }) {
  const { flows, count } = (error instanceof ApiError ? (error.faults[0]?.meta ?? {}) : {}) as {
    flows?: string[];
    count?: number;
  };
  return (
    <Alert severity="error" role="alert" sx={{ mt: 2 }}>
      <strong>{words.refused}.</strong>{' '}
      {error instanceof ApiError ? error.faults.map(({ detail }) => detail).join(' ') : error.message}
      {flows !== undefined && <UsingFlows ids={flows} count={count ?? flows.length} />}
    </Alert>
  );
}
