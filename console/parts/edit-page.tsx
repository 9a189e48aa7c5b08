import { Alert } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { Edit, useNotify, useRedirect, useResourceContext, type TransformData } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import type { ApiRecord } from '../api/records.ts';
import { FORM_META } from '../api/cache-metas.ts';
import { texts } from '../texts/index.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { FormPage } from './form-page.tsx';
import { NoRecordToEdit } from './no-record.tsx';

interface Props {
  /** Shown next to the save button. */
  actions?: ReactNode;
  transform?: TransformData;
  /** The page to open after saving. Without it, the form stays open. */
  leadsTo?: 'show';
  children: ReactNode;
}

/** A form for an existing record. Shows someone else's changes instead of overwriting them unnoticed. */
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
      error={<NoRecordToEdit />}
      // The page itself shows read errors, so no toast.
      queryOptions={{ meta: FORM_META, gcTime: 0, onError: () => undefined }}
      mutationOptions={{
        meta: FORM_META,
        onMutate: () => setRefusal(undefined),
        onSuccess(saved: ApiRecord) {
          notify(texts.console.saved, { type: 'success' });
          if (leadsTo !== undefined) redirect(leadsTo, resource, saved.id);
        },
        onError(error) {
          // The form itself shows field errors.
          if (error instanceof ApiError && error.body.errors !== undefined) return;
          if (error instanceof ApiError && error.status === 412) setConflicting(true);
          else setRefusal(error.message);
          // Without an error, the form would count as saved, and leaving it would not ask about unsaved changes.
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
