import { Alert } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { Edit, useNotify, type TransformData } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import { OF_FORMS } from '../api/kept-apart.ts';
import { texts } from '../texts/index.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { FormPage } from './form-page.tsx';

interface Props {
  /** Beside the button that saves. */
  actions?: ReactNode;
  transform?: TransformData;
  children: ReactNode;
}

/** A form for a record that is there. What somebody else has changed meanwhile is shown, and never overwritten unseen. */
export function EditPage({ actions, transform, children }: Props) {
  const [conflicting, setConflicting] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const notify = useNotify();
  return (
    <Edit
      mutationMode="pessimistic"
      redirect={false}
      actions={false}
      {...(transform !== undefined && { transform })}
      queryOptions={{ meta: OF_FORMS, gcTime: 0 }}
      mutationOptions={{
        meta: OF_FORMS,
        onMutate: () => setRefusal(undefined),
        onSuccess: () => notify(texts.console.saved, { type: 'success' }),
        onError(error) {
          if (error instanceof ApiError && error.status === 412) setConflicting(true);
          else if (error instanceof ApiError && error.body.errors === undefined) setRefusal(error.message);
          else notify(error.message, { type: 'error' });
        },
      }}
    >
      <FormPage actions={actions}>
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
