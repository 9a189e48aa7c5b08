import StopIcon from '@mui/icons-material/StopCircleOutlined';
import { useNotify, useRefresh } from 'react-admin';
import { useCall } from '../api/use-call.ts';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { EventRecord } from '../webhooks/event-record.ts';

const words = texts.console.events;

/** Stops the delivery of a pending event. */
export function StopOne({ event }: { event: EventRecord }) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const notify = useNotify();
  const refresh = useRefresh();
  return (
    <ConfirmButton
      action={words.stop}
      icon={<StopIcon />}
      title={words.stopping}
      text={words.stopping_text}
      confirm={words.stop}
      onConfirm={async () => {
        await call(`/tenants/${tenant.id}/webhook-events/${event.id}`, {
          method: 'PATCH',
          body: { data: { type: 'webhook-event', id: event.id, attributes: { state: 'failed' } } },
        });
        notify(words.stopped, { type: 'success' });
        refresh();
      }}
    />
  );
}
