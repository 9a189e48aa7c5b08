import { Autocomplete, TextField } from '@mui/material';
import { useSampledSenders } from '../senders/use-senders.ts';
import { texts } from '../texts/index.ts';
import type { Sample } from './sample.ts';

const words = texts.console.webhook_test;

/** Offers the samples of all presets. */
export function PresetSample({ onChoose }: { onChoose(sample: Sample): void }) {
  const offered = useSampledSenders().flatMap(({ id, name, samples = [] }) =>
    samples.map((sample) => ({ key: `${id} ${sample.type}`, name, ...sample })),
  );
  return (
    <Autocomplete
      options={offered}
      onChange={(_, sample) => {
        if (sample === null) return;
        const { kind = 'event', body, headers } = sample;
        onChoose({ kind, body, headers: headers as Record<string, string> });
      }}
      getOptionLabel={({ name, type }) => `${name}: ${type}`}
      getOptionKey={({ key }) => key}
      isOptionEqualToValue={(one, other) => one.key === other.key}
      renderInput={(input) => (
        <TextField {...input} label={words.preset_sample} helperText={words.preset_sample_help} />
      )}
    />
  );
}
