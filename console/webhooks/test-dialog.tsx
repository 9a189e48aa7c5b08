import {
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
} from '@mui/material';
import { useState } from 'react';
import { texts } from '../texts/index.ts';
import type { Sample } from './sample.ts';
import { SampleInputs, TestOutcome } from './test-form.tsx';
import { useLatestEvent } from './use-latest-event.ts';
import { useTest } from './use-test.ts';
import type { WebhookServices } from './webhook-record.ts';

const words = texts.console.webhook_test;

interface Props {
  webhookId: string;
  services: WebhookServices;
}

/** Tests a webhook with a sample: shows the result of each step, stores nothing and delivers nothing. */
export function TestButton({ sample, ...props }: Props & { sample?: Sample }) {
  const [open, setOpen] = useState(false);
  const onClose = () => setOpen(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{words.action}</Button>
      {open && sample !== undefined && <TestDialog {...props} arrived={sample} onClose={onClose} />}
      {open && sample === undefined && <TestLatest {...props} onClose={onClose} />}
    </>
  );
}

/** The sample is the last received event, or an example. */
function TestLatest(props: Props & { onClose(): void }) {
  const latest = useLatestEvent(props.webhookId);
  return latest === undefined ? null : (
    <TestDialog {...props} {...(latest !== null && { arrived: latest })} />
  );
}

function TestDialog({
  webhookId,
  services,
  arrived,
  onClose,
}: Props & { arrived?: Sample; onClose(): void }) {
  const test = useTest(services, arrived);
  return (
    <Dialog open fullWidth maxWidth="md" onClose={onClose} aria-labelledby="test-title">
      <DialogTitle id="test-title">{words.title}</DialogTitle>
      <DialogContent>
        <DialogContentText sx={{ mb: 2 }}>
          {arrived === undefined ? words.text : words.text_arrived}
        </DialogContentText>
        <Box sx={{ pt: 1 }}>
          <SampleInputs test={test} />
        </Box>
        <TestOutcome test={test} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{words.close}</Button>
        <Button variant="contained" disabled={!test.canRun} onClick={() => void test.run(webhookId)}>
          {words.run}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
