import { Button } from '@mui/material';
import { useState } from 'react';
import { useNotify, useRefresh, useUpdate } from 'react-admin';
import { ConfirmButton, errorMessageOf } from '../parts/confirm-button.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { FlowRecord } from './flow-record.ts';

const words = texts.console.flows;

/** Activates, pauses or stops a flow. Stopping makes its webhooks reject events, so it asks for confirmation. */
export function Activity({ flow }: { flow: FlowRecord }) {
  const [update] = useUpdate<FlowRecord>();
  const [busy, setBusy] = useState(false);
  const notify = useNotify();
  const refresh = useRefresh();
  const change = async (status: FlowRecord['status']) => {
    try {
      await update(
        'flows',
        { id: flow.id, data: { ...flow, status }, previousData: flow },
        { returnPromise: true, mutationMode: 'pessimistic' },
      );
      notify(texts.console.saved, { type: 'success' });
    } finally {
      // If someone else has changed the flow, refetch it, so that the next attempt is based on the current version.
      refresh();
    }
  };
  const changeNow = async (status: FlowRecord['status']) => {
    setBusy(true);
    await change(status).catch((error: Error) => notify(errorMessageOf(error), { type: 'error' }));
    setBusy(false);
  };
  if (flow.status !== 'active')
    return (
      <Button disabled={busy} onClick={() => void changeNow('active')}>
        {flow.status === 'paused' ? words.resume : words.activate}
      </Button>
    );
  return (
    <>
      <Button disabled={busy} onClick={() => void changeNow('paused')}>
        {words.pause}
      </Button>
      <ConfirmButton
        action={words.stop}
        title={fill(words.stopping, { name: flow.name })}
        text={words.stopping_text}
        confirm={words.stop}
        onConfirm={() => change('stopped')}
      />
    </>
  );
}
