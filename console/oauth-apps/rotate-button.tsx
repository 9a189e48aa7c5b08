import RotateIcon from '@mui/icons-material/RestartAlt';
import { FormControl, FormControlLabel, FormLabel, Radio, RadioGroup } from '@mui/material';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import type { Resource } from '../api/document.ts';
import { postOnce } from '../api/idempotency.ts';
import { useCall } from '../api/use-call.ts';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { AppRecord } from './app-record.ts';

const words = texts.console.apps.secrets;
/** How long the previous secret stays valid, in seconds. The API accepts at most a week. */
const OVERLAPS = [0, 3_600, 86_400, 604_800] as const;

interface Props {
  app: AppRecord;
  /** The API path of the app's secrets. */
  path: string;
  onRotate(made: Resource): void;
}

/** Rotates the secret of an app, and asks how long the previous one stays valid. */
export function RotateButton({ app, path, onRotate }: Props) {
  const [overlap, setOverlap] = useState<number>(0);
  const call = useCall();
  const notify = useNotify();
  const rotate = async () => {
    const body = { data: { type: 'oauth-app-secret', attributes: { overlap } } };
    const { document } = await postOnce(call, path, body);
    const made = document!.data as Resource;
    if (made.attributes?.['client_secret'] === undefined) notify(words.lost, { type: 'warning' });
    // The next rotation starts with the default again.
    setOverlap(0);
    onRotate(made);
  };
  return (
    <ConfirmButton
      action={words.rotate}
      icon={<RotateIcon />}
      title={fill(words.rotate_title, { name: app.name })}
      text={words.rotate_text}
      confirm={words.rotate_confirm}
      onConfirm={rotate}
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
    </ConfirmButton>
  );
}
