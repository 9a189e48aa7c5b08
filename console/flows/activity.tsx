import { Button } from '@mui/material';
import { useState } from 'react';
import { useNotify, useRefresh, useUpdate } from 'react-admin';
import { AskFirst, refusalOf } from '../parts/ask-first.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { FlowRecord } from './flow-record.ts';

const words = texts.console.flows;

/** Lets the webhooks of a flow take events, or keeps them from it, which is felt elsewhere and asked first. */
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
      // Somebody else may have changed it meanwhile: then the next attempt is at the flow as it is now.
      refresh();
    }
  };
  const activate = async () => {
    setBusy(true);
    await change('active').catch((error: Error) => notify(refusalOf(error), { type: 'error' }));
    setBusy(false);
  };
  if (flow.status !== 'active')
    return (
      <Button disabled={busy} onClick={() => void activate()}>
        {words.activate}
      </Button>
    );
  return (
    <AskFirst
      action={words.stop}
      title={fill(words.stopping, { name: flow.name })}
      text={words.stopping_text}
      confirm={words.stop}
      onConfirm={() => change('stopped')}
    />
  );
}
