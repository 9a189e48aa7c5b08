import { Alert } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { Edit, useNotify, useRedirect, useResourceContext, type TransformData } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import type { ApiRecord } from '../api/records.ts';
import { OF_FORMS } from '../api/kept-apart.ts';
import { texts } from '../texts/index.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { FormPage } from './form-page.tsx';
import { NothingToEdit } from './no-record.tsx';

interface Props {
  /** Beside the button that saves. */
  actions?: ReactNode;
  transform?: TransformData;
  /** Where saving leads; without, the form stays. */
  leadsTo?: 'show';
  children: ReactNode;
}

/** A form for a record that is there. What somebody else has changed meanwhile is shown, and never overwritten unseen. */
export function EditPage({ actions, transform, leadsTo, children }: Props) {
  const [conflicting, setConflicting] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const notify = useNotify();
  const redirect = useRedirect();
  const resource = useResourceContext()!;
  return (
    <Edit
      mutationMode="pessimistic"
      redirect={false}
      actions={false}
      {...(transform !== undefined && { transform })}
      error={<NothingToEdit />}
      // What could not be read is said in its place, and not for a moment as well.
      queryOptions={{ meta: OF_FORMS, gcTime: 0, onError: () => undefined }}
      mutationOptions={{
        meta: OF_FORMS,
        onMutate: () => setRefusal(undefined),
        onSuccess(saved: ApiRecord) {
          notify(texts.console.saved, { type: 'success' });
          if (leadsTo !== undefined) redirect(leadsTo, resource, saved.id);
        },
        onError(error) {
          // What is wrong with fields, the form says.
          if (error instanceof ApiError && error.body.errors !== undefined) return;
          if (error instanceof ApiError && error.status === 412) setConflicting(true);
          else setRefusal(error.message);
          // Without an error of its own the form would count as saved, and nobody be asked who leaves it.
          if (error instanceof ApiError) error.body.errors = { root: { serverError: error.message } };
        },
      }}
    >
      <FormPage actions={actions} isQuiet={conflicting || refusal !== undefined}>
        {children}
        {refusal !== undefined && (
          <Alert severity="error" role="alert" sx={{ width: '100%', mt: 1 }}>
            {refusal}
          </Alert>
        )}
        {conflicting && <ConflictDialog transform={transform} onClose={() => setConflicting(false)} />}
      </FormPage>
    </Edit>
  );
}
