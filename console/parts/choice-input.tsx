import { MenuItem, TextField } from '@mui/material';
import { useInput } from 'react-admin';
import { WRAPPING } from './wrapping.ts';

interface Props {
  source: string;
  label: string;
  /** Labels by value, as text. */
  names: Readonly<Record<string, string>>;
  /** The values that can be chosen. Default: all. */
  offered?: readonly string[];
  /** Says which value applies while none is chosen. */
  unset: string;
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false };

/** A choice of a few values, or none of them. */
export function ChoiceInput({ source, label, names, offered = Object.keys(names), unset }: Props) {
  const { field, fieldState, id } = useInput({
    source,
    format: (value: string | boolean | null | undefined) => String(value ?? ''),
    parse: (value: string) => (value === '' ? null : (BOOLEANS[value] ?? value)),
  });
  return (
    <TextField
      {...field}
      select
      id={id}
      label={label}
      error={fieldState.error !== undefined}
      helperText={fieldState.error?.message}
      fullWidth
      sx={WRAPPING}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    >
      <MenuItem value="">{unset}</MenuItem>
      {Object.entries(names)
        .filter(([value]) => offered.includes(value) || value === field.value)
        .map(([value, name]) => (
          <MenuItem key={value} value={value}>
            {name}
          </MenuItem>
        ))}
    </TextField>
  );
}
