import BlockIcon from '@mui/icons-material/Block';
import { useDelete, useNotify } from 'react-admin';
import type { ApiRecord } from '../api/records.ts';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { ConfirmButton } from './confirm-button.tsx';

const words = texts.console.revoking;

interface Props {
  resource: string;
  record: ApiRecord;
  title: string;
  /** The consequences. */
  text: string;
  onRevoked(): void;
}

/** Revokes a key or an authorization, after confirmation. */
export function RevokeButton({ resource, record, title, text, onRevoked }: Props) {
  const mayDelete = useMay()(resource, 'delete');
  const [remove] = useDelete<ApiRecord>();
  const notify = useNotify();
  if (!mayDelete) return null;
  return (
    <ConfirmButton
      action={words.action}
      icon={<BlockIcon />}
      color="error"
      title={title}
      text={text}
      confirm={words.confirm}
      onConfirm={async () => {
        await remove(resource, { id: record.id, previousData: record }, { returnPromise: true });
        notify(words.revoked, { type: 'success' });
        onRevoked();
      }}
    />
  );
}
