import { required, SelectInput } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { texts } from '../texts/index.ts';

const words = texts.console.previous_secret;

/** How many days the previous secret stays in use. */
const CHOICES = [
  { id: 0, name: words.choices.none },
  { id: 1, name: words.choices.day },
  { id: 7, name: words.choices.week },
  { id: 30, name: words.choices.month },
];

/** Asks how long a client secret stays in use, once a new one has been entered. */
export function PreviousSecretInput({ hasSecret }: { hasSecret: boolean }) {
  const typed = useWatch({ name: 'client_secret' }) as unknown;
  if (!hasSecret || typeof typed !== 'string' || typed === '') return null;
  return (
    <SelectInput
      source="previous_secret_days"
      label={words.expires}
      choices={CHOICES}
      defaultValue={0}
      validate={required()}
      helperText={words.help}
      fullWidth
    />
  );
}
