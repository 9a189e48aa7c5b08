import DeleteIcon from '@mui/icons-material/Delete';
import type { ReactNode } from 'react';
import { useDelete, useNotify, useRecordContext, useRedirect, useResourceContext } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import type { ApiRecord } from '../api/records.ts';
import { useMay } from '../current-user.ts';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';
import { ConfirmButton, errorMessageOf } from './confirm-button.tsx';
import { UsingRecords } from './using-records.tsx';

const words = texts.console.deleting;

interface Props {
  name: string;
  /** The consequences. */
  text: string;
  /** Opens the dialog from elsewhere, for example from a menu, instead of by a button. */
  opener?(open: () => void): ReactNode;
  /** Shows what prevents deletion, if the error does not say it. */
  usedBy?: ReactNode;
}

/** Asks for confirmation. If the API refuses, shows the reason and where to resolve it. */
export function DeleteButton({ name, text, opener, usedBy }: Props) {
  const resource = useResourceContext()!;
  const record = useRecordContext<ApiRecord>();
  const mayDelete = useMay()(resource, 'delete');
  const [remove] = useDelete<ApiRecord>();
  const notify = useNotify();
  const redirect = useRedirect();
  if (record === undefined || !mayDelete) return null;
  return (
    <ConfirmButton
      action={words.action}
      icon={<DeleteIcon />}
      color="error"
      title={fill(words.title, { name })}
      text={text}
      confirm={words.confirm}
      cancel={words.cancel}
      {...(opener !== undefined && { opener })}
      refusal={(error) => <Refusal error={error} usedBy={usedBy} />}
      onConfirm={async () => {
        await remove(resource, { id: record.id, previousData: record }, { returnPromise: true });
        notify(words.deleted, { type: 'success' });
        redirect('list', resource);
      }}
    />
  );
}

function Refusal({ error, usedBy }: { error: Error; usedBy: ReactNode }) {
  const meta = error instanceof ApiError ? (error.faults[0]?.meta ?? {}) : {};
  const { count } = meta as { count?: number };
  return (
    <>
      <strong>{words.refused}.</strong> {errorMessageOf(error)}
      {(['flows', 'credentials'] as const).map((resource) => {
        const ids = meta[resource] as string[] | undefined;
        if (ids === undefined) return null;
        return <UsingRecords key={resource} resource={resource} ids={ids} count={count ?? ids.length} />;
      })}
      {usedBy}
    </>
  );
}
