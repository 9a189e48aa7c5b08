import { Alert, Autocomplete, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useFormContext, type FieldValues } from 'react-hook-form';
import { fill } from '../parts/fill.ts';
import { WebLink } from '../parts/web-link.tsx';
import { texts } from '../texts/index.ts';
import { useSenders, type Sender } from '../senders/use-senders.ts';
import { presetValues } from './preset-values.ts';

const words = texts.console.webhooks;

/** Fills the form for a well-known sender, and shows what to do there. */
export function SenderPreset() {
  const senders = useSenders();
  const [chosen, setChosen] = useState<Sender | null>(null);
  const { getValues, setValue } = useFormContext<FieldValues>();

  function choose(sender: Sender | null) {
    const name: unknown = getValues('name');
    setChosen(sender);
    if (sender === null) return;
    // Not a name that the user has typed.
    if ((name ?? '') === '' || name === chosen?.name) setValue('name', sender.name, { shouldDirty: true });
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
  const { name, registration, secret_description, parameters = {}, notes, documentation_url } = sender;
  return (
    <Alert severity="info" sx={{ width: '100%', mb: 2, overflowWrap: 'anywhere' }}>
      {registration !== undefined && (
        <>
          <Typography variant="body2">{fill(words.preset_steps, { sender: name })}</Typography>
          <Typography component="ol" variant="body2" sx={{ m: 0, pl: 3 }}>
            {registration.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </Typography>
        </>
      )}
      {secret_description !== undefined && (
        <Typography variant="body2" sx={{ mt: 1 }}>
          {words.preset_secret} {secret_description}
          {registration?.shows_secret === true && ` ${words.preset_secret_late}`}
        </Typography>
      )}
      {Object.entries(parameters).map(([parameterName, parameter]) => (
        <Typography key={parameterName} variant="body2" sx={{ mt: 1 }}>
          {parameterName}: {parameter?.description}
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
