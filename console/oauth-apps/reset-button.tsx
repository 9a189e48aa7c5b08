import ResetIcon from '@mui/icons-material/RestartAlt';
import { FormControl, FormControlLabel, FormLabel, Radio, RadioGroup } from '@mui/material';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import type { Resource } from '../api/document.ts';
import { once } from '../api/idempotency.ts';
import { useCall } from '../api/use-call.ts';
import { AskFirst } from '../parts/ask-first.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { AppRecord } from './app-record.ts';

const words = texts.console.apps.secrets;
/** How long the secret before goes on working, in seconds; the API takes a week at most. */
const OVERLAPS = [0, 3_600, 86_400, 604_800] as const;

interface Props {
  app: AppRecord;
  /** Of its secrets. */
  path: string;
  onReset(made: Resource): void;
}

/** Gives an app a new secret, with a choice of what becomes of the one before. */
export function ResetButton({ app, path, onReset }: Props) {
  const [overlap, setOverlap] = useState<number>(0);
  const call = useCall();
  const notify = useNotify();
  const reset = async () => {
    const body = { data: { type: 'oauth-app-secret', attributes: { overlap } } };
    const { document } = await once(path + JSON.stringify(body), (key) =>
      call(path, { method: 'POST', body, headers: { 'Idempotency-Key': key } }),
    );
    const made = document!.data as Resource;
    if (made.attributes?.['client_secret'] === undefined) notify(words.lost, { type: 'warning' });
    // The next reset is asked about anew.
    setOverlap(0);
    onReset(made);
  };
  return (
    <AskFirst
      action={words.reset}
      icon={<ResetIcon />}
      title={fill(words.reset_title, { name: app.name })}
      text={words.reset_text}
      confirm={words.reset_confirm}
      onConfirm={reset}
    >
      <FormControl sx={{ mt: 2 }}>
        <FormLabel id="overlap">{words.overlap}</FormLabel>
        <RadioGroup
          aria-labelledby="overlap"
          value={overlap}
          onChange={(_, chosen) => setOverlap(Number(chosen))}
        >
          {OVERLAPS.map((seconds) => (
            <FormControlLabel
              key={seconds}
              value={seconds}
              control={<Radio size="small" />}
              label={words.overlaps[seconds]}
            />
          ))}
        </RadioGroup>
      </FormControl>
    </AskFirst>
  );
}
