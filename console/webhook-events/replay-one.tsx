import ReplayIcon from '@mui/icons-material/Replay';
import { useNotify, useRefresh } from 'react-admin';
import { useCall } from '../api/use-call.ts';
import { AskFirst } from '../parts/ask-first.tsx';
import { usePerson } from '../person.ts';
import { texts } from '../texts/index.ts';
import type { EventRecord } from './event-record.ts';

const words = texts.console.events;

/** Hands one event on once more. */
export function ReplayOne({ event }: { event: EventRecord }) {
  const call = useCall();
  const { tenant } = usePerson();
  const notify = useNotify();
  const refresh = useRefresh();
  return (
    <AskFirst
      action={words.replay}
      icon={<ReplayIcon />}
      title={words.replaying}
      text={event.state === 'delivered' ? words.replaying_delivered : words.replaying_text}
      confirm={words.replay_it}
      onConfirm={async () => {
        await call(`/tenants/${tenant.id}/webhook-events/${event.id}/replays`, { method: 'POST' });
        notify(words.replayed, { type: 'success' });
        refresh();
      }}
    />
  );
}
