import AddIcon from '@mui/icons-material/Add';
import RemoveIcon from '@mui/icons-material/Delete';
import { Box, Button, FormHelperText, IconButton, TextField, Typography } from '@mui/material';
import { useId, useState } from 'react';
import { useInput } from 'react-admin';
import { texts } from '../../texts/index.ts';
import { fill } from '../../parts/fill.ts';
import { faultsByPath } from '../../webhooks/config-services/values.ts';
import { useIntegration } from './use-integration.ts';

const words = texts.console.credential_form;

/** A parameter whose value is null leaves out the standard one. */
type Pair = [name: string, value: string | null];

interface Props {
  source: 'authorization_params' | 'token_params';
  help?: string;
}

/** Names and values, such as additional request parameters. */
export function PairsInput({ source, help }: Props) {
  const [typed, setTyped] = useState<Pair[]>();
  const { field, fieldState } = useInput({
    source,
    // A row without a name is not part of the object, so its value would be lost.
    validate: () => (typed?.some(isNameless) ? words.name_missing : undefined),
    format: (value: unknown) => value,
    parse: (value: unknown) => value,
  });
  const { name: integration, defaults } = useIntegration();
  const given = Object.entries((field.value || {}) as Record<string, string | null>);
  // Rows without a name, or with a duplicate one, are not part of the object.
  const rows = typed !== undefined && sameObject(typed, given) ? typed : given;
  const labelId = useId();
  const label = texts.resources.credentials.fields[source];
  const theirs = Object.entries((defaults[source] ?? {}) as Record<string, string | null>);
  const faults = faultsByPath(fieldState.error?.message);

  const faultOf = (pair: Pair) => (isNameless(pair) ? words.name_missing : faults[pair[0]]);

  function set(next: Pair[]) {
    setTyped(next);
    field.onChange(objectOf(next));
  }

  const change = (index: number, pair: Pair) => set(rows.map((row, at) => (at === index ? pair : row)));

  return (
    <Box role="group" aria-labelledby={labelId} sx={{ width: '100%', mb: 1 }}>
      <Typography id={labelId} component="h3" sx={{ fontWeight: 650 }}>
        {label}
      </Typography>
      {help !== undefined && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {help}
        </Typography>
      )}
      {theirs.length > 0 && integration !== undefined && (
        <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
          {fill(words.pairs_from, {
            name: integration,
            pairs: theirs
              .map(([name, value]) => (value === null ? `${name}: ${words.left_out}` : `${name}=${value}`))
              .join(', '),
          })}
        </Typography>
      )}
      {rows.map(([name, value], index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the focus stays in its place when a row is removed
        <Box key={index} sx={{ display: 'flex', gap: 1, alignItems: 'flex-start', mt: 1 }}>
          <TextField
            label={words.pair_name}
            value={name}
            error={faultOf([name, value]) !== undefined}
            helperText={faultOf([name, value])}
            onChange={({ target }) => change(index, [target.value, value])}
            sx={{ flex: 1 }}
          />
          <TextField
            label={words.pair_value}
            value={value ?? ''}
            placeholder={value === null ? words.left_out : undefined}
            onChange={({ target }) => change(index, [name, target.value])}
            sx={{ flex: 2 }}
          />
          <IconButton
            aria-label={fill(words.remove, { name: name === '' ? words.pair_name : name })}
            onClick={() => set(rows.filter((_, at) => at !== index))}
            sx={{ mt: 0.75 }}
          >
            <RemoveIcon />
          </IconButton>
        </Box>
      ))}
      {fieldState.error !== undefined && Object.keys(faults).length === 0 && !rows.some(isNameless) && (
        <FormHelperText error tabIndex={-1} data-fault={label}>
          {fieldState.error.message}
        </FormHelperText>
      )}
      <Button startIcon={<AddIcon />} onClick={() => setTyped([...rows, ['', '']])}>
        {words.add_pair}
      </Button>
    </Box>
  );
}

function isNameless([name, value]: Pair): boolean {
  return name === '' && value !== '';
}

function objectOf(pairs: Pair[]): Record<string, string | null> {
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

/** Whether the rows match the object. If not, the form was refilled. */
function sameObject(pairs: Pair[], object: Pair[]): boolean {
  return JSON.stringify(Object.entries(objectOf(pairs))) === JSON.stringify(object);
}
