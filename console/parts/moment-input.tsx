import { TextField } from '@mui/material';
import { useInput, useTranslateLabel } from 'react-admin';
import { localTime } from './local-time.ts';

/** An optional date and time in the user's time zone. An untouched value keeps its seconds. */
export function MomentInput({ source, helperText }: { source: string; helperText: string }) {
  const { id, field, fieldState } = useInput({
    source,
    format: (at: string | null | undefined) =>
      typeof at === 'string' ? localTime(new Date(at), 'minutes') : '',
    parse: (typed: string) => (typed === '' ? null : new Date(typed).toISOString()),
  });
  const label = useTranslateLabel();
  return (
    <TextField
      {...field}
      id={id}
      type="datetime-local"
      label={label({ source })}
      error={fieldState.invalid}
      helperText={fieldState.error?.message ?? helperText}
      slotProps={{ inputLabel: { shrink: true } }}
      sx={{ maxWidth: '18rem' }}
    />
  );
}
