import ReplayIcon from '@mui/icons-material/Replay';
import { useNotify, useRefresh } from 'react-admin';
import { postOnce } from '../api/idempotency.ts';
import { useCall } from '../api/use-call.ts';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { EventRecord } from '../webhooks/event-record.ts';

const words = texts.console.events;

/** Retries the delivery of one event. */
export function ReplayOne({ event }: { event: EventRecord }) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const notify = useNotify();
  const refresh = useRefresh();
  return (
    <ConfirmButton
      action={words.replay}
      icon={<ReplayIcon />}
      title={words.replaying}
      text={event.state === 'delivered' ? words.replaying_delivered : words.replaying_text}
      confirm={words.replay_it}
      onConfirm={async () => {
        await postOnce(call, `/tenants/${tenant.id}/webhook-events/${event.id}/replays`);
        notify(words.replayed, { type: 'success' });
        refresh();
      }}
    />
  );
}
