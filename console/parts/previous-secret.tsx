import { Box } from '@mui/material';
import { useNotify, useRecordContext, useRefresh, useResourceContext, useUpdate } from 'react-admin';
import type { ApiRecord } from '../api/records.ts';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { Fact } from './facts.tsx';
import { Moment } from './moment.tsx';

const words = texts.console.previous_secret;

interface RotatingRecord extends ApiRecord {
  previous_client_secret_expires_at: string | null;
}

/** Shows how long the previous client secret is still used, with a button to stop using it. Empty without one. */
export function PreviousSecret() {
  const resource = useResourceContext()!;
  const record = useRecordContext<RotatingRecord>();
  const mayEdit = useMay()(resource, 'edit');
  const [update] = useUpdate<RotatingRecord>();
  const notify = useNotify();
  const refresh = useRefresh();
  const end = record?.previous_client_secret_expires_at;
  if (record === undefined || typeof end !== 'string') return null;
  const deleteNow = async () => {
    const data = { previous_client_secret_expires_at: null };
    await update(
      resource,
      { id: record.id, data, previousData: record },
      { returnPromise: true, mutationMode: 'pessimistic' },
    );
    notify(words.ended, { type: 'success' });
    refresh();
  };
  return (
    <Fact name={words.expires}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
        <Moment at={end} />
        {mayEdit && (
          <ConfirmButton
            action={words.end}
            title={words.end_title}
            text={words.end_text}
            confirm={words.end_confirm}
            onConfirm={deleteNow}
          />
        )}
      </Box>
    </Fact>
  );
}
