import { TextField } from '@mui/material';
import { useInput, useTranslateLabel } from 'react-admin';

/** An optional date and time in the user's time zone. An untouched value keeps its seconds. */
export function MomentInput({ source, helperText }: { source: string; helperText: string }) {
  const { id, field, fieldState } = useInput({
    source,
    format: (at: string | null | undefined) => (typeof at === 'string' ? toLocal(new Date(at)) : ''),
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

/** The format of a datetime-local input: 2030-01-31T09:30, without a zone. */
function toLocal(moment: Date): string {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
