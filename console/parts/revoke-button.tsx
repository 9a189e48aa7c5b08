import BlockIcon from '@mui/icons-material/Block';
import { useDelete, useNotify } from 'react-admin';
import type { ApiRecord } from '../api/records.ts';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';
import { AskFirst } from './ask-first.tsx';

const words = texts.console.revoking;

interface Props {
  resource: string;
  record: ApiRecord;
  title: string;
  /** What ends. */
  text: string;
  onRevoked(): void;
}

/** Ends what lets somebody in. */
export function RevokeButton({ resource, record, title, text, onRevoked }: Props) {
  const mayDelete = useMay()(resource, 'delete');
  const [remove] = useDelete<ApiRecord>();
  const notify = useNotify();
  if (!mayDelete) return null;
  return (
    <AskFirst
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
