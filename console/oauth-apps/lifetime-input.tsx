import { Box, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { useInput } from 'react-admin';
import { fill } from '../parts/fill.ts';
import { unitOf, UNITS, type Unit } from '../parts/lifetime.tsx';
import { texts } from '../texts/index.ts';

const words = texts.console.apps.lifetimes;
type Source = 'code_lifetime' | 'access_token_lifetime' | 'refresh_token_lifetime';

/** A duration: seconds in the API, a number and a unit in the form. */
export function LifetimeInput({ source, helperText }: { source: Source; helperText: string }) {
  const { id, field, fieldState } = useInput({ source });
  const label = texts.resources['oauth-apps'].fields[source];
  const seconds = field.value as number | null | '';
  const [unit, setUnit] = useState<Unit>(() => unitOf(Number(seconds)));
  const count = seconds === null || seconds === '' ? '' : seconds / unit;
  return (
    <Box sx={{ display: 'flex', gap: 1, maxWidth: '30rem', mb: 1, alignItems: 'flex-start' }}>
      <TextField
        id={id}
        name={field.name}
        type="number"
        label={label}
        value={count}
        onChange={({ target: { value } }) =>
          field.onChange(value === '' ? null : Math.round(Number(value) * unit))
        }
        onBlur={field.onBlur}
        error={fieldState.invalid}
        helperText={fieldState.error?.message ?? helperText}
        sx={{ flex: 1 }}
        slotProps={{ htmlInput: { min: 1, step: 'any' } }}
      />
      <TextField
        select
        value={unit}
        onChange={({ target: { value } }) => {
          const chosen = Number(value) as Unit;
          setUnit(chosen);
          if (count !== '') field.onChange(Math.round(count * chosen));
        }}
        sx={{ width: '8rem' }}
        slotProps={{
          htmlInput: { 'aria-label': fill(words.unit, { name: label }) },
          select: { SelectDisplayProps: { 'aria-label': fill(words.unit, { name: label }) } },
        }}
      >
        {UNITS.map((one) => (
          <MenuItem key={one} value={one}>
            {words.units[one]}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  );
}
