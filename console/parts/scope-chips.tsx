import { Autocomplete, Box, Chip, createFilterOptions, TextField, Typography } from '@mui/material';
import { useState, type ReactNode } from 'react';

/** A scope to choose. */
export interface OfferedScope {
  name: string;
  description?: string;
}

interface Props {
  id: string;
  label: string;
  scopes: readonly string[];
  offered: readonly OfferedScope[];
  onChange(scopes: string[]): void;
  onBlur(): void;
  help: ReactNode;
  fault?: string | undefined;
}

/** Scopes as chips: offered ones are chosen by name or description, and any others typed or pasted. */
export function ScopeChips({ id, label, scopes, offered, onChange, onBlur, help, fault }: Props) {
  const [typed, setTyped] = useState('');
  const descriptions = new Map(offered.map(({ name, description }) => [name, description]));

  function set(next: readonly string[]) {
    onChange([...new Set(next)]);
  }

  /** Text that was typed or pasted counts even without a final Enter. */
  function take(text: string) {
    const found = text.split(/[\s,]+/).filter((scope) => scope !== '');
    setTyped('');
    if (found.length > 0) set([...scopes, ...found]);
  }

  return (
    <Autocomplete
      multiple
      freeSolo
      id={id}
      options={[...descriptions.keys()]}
      value={[...scopes]}
      inputValue={typed}
      onInputChange={(_, text, reason) => {
        if (reason === 'reset') return;
        if (/[\s,]/.test(text)) take(text);
        else setTyped(text);
      }}
      onChange={(_, next) => {
        setTyped('');
        set(next);
      }}
      onKeyDown={(event) => {
        // The last scope may already be complete, by a space: Enter must never submit the form from here.
        if (event.key === 'Enter') event.preventDefault();
      }}
      onBlur={() => {
        take(typed);
        onBlur();
      }}
      filterOptions={createFilterOptions({ stringify: (name) => `${name} ${descriptions.get(name) ?? ''}` })}
      filterSelectedOptions
      fullWidth
      renderOption={({ key, ...props }, name) => (
        <Box component="li" key={key} {...props} sx={{ overflowWrap: 'anywhere' }}>
          <Box sx={{ minWidth: 0, width: '100%' }}>
            {name}
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {descriptions.get(name)}
            </Typography>
          </Box>
        </Box>
      )}
      renderValue={(values, getItemProps) =>
        values.map((scope, index) => {
          const { key, ...props } = getItemProps({ index });
          return <Chip key={key} size="small" label={scope} {...props} sx={{ maxWidth: '100%' }} />;
        })
      }
      renderInput={(params) => (
        <TextField {...params} label={label} error={fault !== undefined} helperText={fault ?? help} />
      )}
    />
  );
}
