import { Autocomplete, Chip, TextField } from '@mui/material';
import { useState } from 'react';
import { useInput } from 'react-admin';
import { texts } from '../../texts/index.ts';
import { fill } from '../../parts/fill.ts';
import { faultsByPath } from '../services/values.ts';
import { useIntegration } from './use-integration.ts';

const words = texts.console.credential_form;

/** Scopes as chips. The integration's scopes apply until others are entered. */
export function ScopesInput() {
  const { field, fieldState, id } = useInput({
    source: 'scopes',
    format: (value: unknown) => value,
    parse: (value: unknown) => value,
  });
  const { name, defaults } = useIntegration();
  const [typed, setTyped] = useState('');
  const theirs = Array.isArray(defaults['scopes']) ? (defaults['scopes'] as string[]) : undefined;
  const own = Array.isArray(field.value) ? (field.value as string[]) : undefined;
  const scopes = own ?? theirs ?? [];

  function set(next: readonly string[]) {
    const each = [...new Set(next)];
    const same = theirs === undefined ? each.length === 0 : each.join(' ') === theirs.join(' ');
    field.onChange(same ? null : each);
  }

  /** Text that was typed or pasted counts even without a final Enter. */
  function take(text: string) {
    const found = text.split(/[\s,]+/).filter((scope) => scope !== '');
    setTyped('');
    if (found.length > 0) set([...scopes, ...found]);
  }

  const faults = Object.entries(faultsByPath(fieldState.error?.message)).map(
    ([place, fault]) => `${scopes[Number(place)] ?? place}: ${fault}`,
  );
  const fault = faults.length > 0 ? faults.join(' ') : fieldState.error?.message;
  const follows = own === undefined && theirs !== undefined;
  return (
    <Autocomplete
      multiple
      freeSolo
      id={id}
      options={theirs ?? []}
      value={scopes}
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
        field.onBlur();
      }}
      filterSelectedOptions
      fullWidth
      renderValue={(values, getItemProps) =>
        values.map((scope, index) => {
          const { key, ...props } = getItemProps({ index });
          return <Chip key={key} size="small" label={scope} {...props} sx={{ maxWidth: '100%' }} />;
        })
      }
      renderInput={(params) => (
        <TextField
          {...params}
          label={texts.resources.credentials.fields.scopes}
          error={fault !== undefined}
          helperText={fault ?? `${words.scopes_help} ${follows ? fill(words.from, { name: name! }) : ''}`}
        />
      )}
    />
  );
}
