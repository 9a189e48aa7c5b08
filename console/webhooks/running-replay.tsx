import { Button, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import type { Replay } from '../../src/schema/types.ts';
import { useCall } from '../api/use-call.ts';
import { useCurrentUser, useMay } from '../current-user.ts';
import { errorMessageOf } from '../parts/confirm-button.tsx';
import { fill } from '../parts/fill.ts';
import { Panel } from '../parts/panel.tsx';
import { refetchInterval } from '../parts/refetch-interval.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.webhooks;

export const replayKey = (webhookId: string) => ['running-replay', webhookId];

/** Progress of a webhook's running replay, updated automatically. Renders nothing while no replay is running. */
export function RunningReplay({ webhookId }: { webhookId: string }) {
  const call = useCall();
  const notify = useNotify();
  const { tenant } = useCurrentUser();
  const may = useMay()('webhook-events', 'edit');
  const path = `/tenants/${tenant.id}/webhooks/${webhookId}/replays`;
  const { data, refetch } = useQuery({
    queryKey: replayKey(webhookId),
    queryFn: async () => {
      const { document } = await call(`${path}?filter[state]=running`);
      return ([document!.data].flat()[0] ?? null) as Replay | null;
    },
    refetchInterval,
  });
  if (data === undefined || data === null) return null;
  const { replayed = 0, total = null } = data.attributes ?? {};
  const stop = async () => {
    const body = { data: { type: 'replay', id: data.id, attributes: { state: 'stopped' } } };
    try {
      await call(`${path}/${data.id}`, { method: 'PATCH', body });
      notify(words.replay_stopped, { type: 'success' });
    } catch (error) {
      // It may have finished in the meantime.
      const { data: running } = await refetch();
      if (running?.id === data.id) notify(errorMessageOf(error as Error), { type: 'error' });
      else notify(words.replay_finished, { type: 'info' });
      return;
    }
    await refetch();
  };
  return (
    <Panel
      title={words.replay_running}
      actions={may && <Button onClick={() => void stop()}>{words.replay_stop}</Button>}
    >
      <Typography>
        {total === null
          ? fill(words.replay_counting, { replayed: replayed.toLocaleString() })
          : fill(words.replay_progress, {
              replayed: replayed.toLocaleString(),
              total: total.toLocaleString(),
            })}
      </Typography>
    </Panel>
  );
}
