import { Alert, Autocomplete, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { WebLink } from '../parts/web-link.tsx';
import { texts } from '../texts/index.ts';
import { useSenders, type Sender } from '../senders/use-senders.ts';
import { presetValues } from './preset-values.ts';

const words = texts.console.webhooks;

/** Fills the form for a well-known sender, and shows what to do there. */
export function SenderPreset() {
  const senders = useSenders();
  const [chosen, setChosen] = useState<Sender | null>(null);
  const { setValue } = useFormContext();

  function choose(sender: Sender | null) {
    setChosen(sender);
    if (sender === null) return;
    for (const [name, value] of Object.entries(presetValues(sender)))
      setValue(name, value, { shouldDirty: true });
  }

  return (
    <>
      <Autocomplete
        options={senders}
        value={chosen}
        onChange={(_, sender) => choose(sender)}
        getOptionLabel={({ name }) => name}
        getOptionKey={({ id }) => id}
        {...(senders.some(({ built_in }) => !built_in) && {
          groupBy: ({ built_in }: Sender) => (built_in ? words.presets_built_in : words.presets_own),
        })}
        isOptionEqualToValue={(one, other) => one.id === other.id}
        fullWidth
        renderInput={(input) => <TextField {...input} label={words.preset} helperText={words.preset_help} />}
      />
      {chosen !== null && <AtSender sender={chosen} />}
    </>
  );
}

function AtSender({ sender }: { sender: Sender }) {
  const { registration, secret_description, parameters = {}, notes, documentation_url } = sender;
  return (
    <Alert severity="info" sx={{ width: '100%', mb: 2, overflowWrap: 'anywhere' }}>
      {registration?.steps.map((step) => (
        <Typography key={step} variant="body2">
          {step}
        </Typography>
      ))}
      {secret_description !== undefined && (
        <Typography variant="body2" sx={{ mt: 1 }}>
          {words.preset_secret} {secret_description}
        </Typography>
      )}
      {Object.entries(parameters).map(([name, parameter]) => (
        <Typography key={name} variant="body2" sx={{ mt: 1 }}>
          {name}: {parameter?.description}
        </Typography>
      ))}
      {notes !== undefined && (
        <Typography variant="body2" sx={{ mt: 1 }}>
          {notes}
        </Typography>
      )}
      {documentation_url !== undefined && (
        <Typography variant="body2" sx={{ mt: 1 }}>
          {words.preset_documentation} <WebLink to={documentation_url} />
        </Typography>
      )}
    </Alert>
  );
}
