import { Box } from '@mui/material';
import type { ReactNode } from 'react';
import { NumberInput, required, SelectInput, TextInput } from 'react-admin';
import { texts } from '../texts/index.ts';
import { GroupErrors } from './group-errors.tsx';
import { ALGORITHMS, ENCODINGS, KEYS, UNITS } from './webhook-record.ts';

const words = texts.console.webhooks.hmac;

const choicesOf = <T extends string>(ids: readonly T[], names: Readonly<Record<T, string>>) =>
  ids.map((id) => ({ id, name: names[id] }));

/** The fields of a custom signature, as the sender's documentation describes it. */
export function HmacFields({ source }: { source: string }) {
  const text = (name: keyof typeof words.fields, optional = true) => (
    <TextInput
      source={`${source}.${name}`}
      label={words.fields[name]}
      helperText={words.help[name as keyof typeof words.help]}
      {...(!optional && { validate: required() })}
      autoComplete="off"
      fullWidth
    />
  );
  return (
    <>
      <Columns>
        {text('header', false)}
        <TextInput
          source={`${source}.signed`}
          label={words.fields.signed}
          helperText={words.help.signed}
          validate={required()}
          multiline
          autoComplete="off"
          fullWidth
        />
        <SelectInput
          source={`${source}.algorithm`}
          label={words.fields.algorithm}
          choices={choicesOf(ALGORITHMS, words.algorithms)}
          defaultValue="sha256"
          validate={required()}
          helperText={false}
          fullWidth
        />
        <SelectInput
          source={`${source}.encoding`}
          label={words.fields.encoding}
          choices={choicesOf(ENCODINGS, words.encodings)}
          defaultValue="hex"
          validate={required()}
          helperText={words.help.encoding}
          fullWidth
        />
        {text('prefix')}
        {text('element')}
        {text('separator')}
        <SelectInput
          source={`${source}.key`}
          label={words.fields.key}
          choices={choicesOf(KEYS, words.keys)}
          emptyText={words.keys.text_default}
          helperText={words.help.key}
          fullWidth
        />
        {text('key_prefix')}
        {text('id_header')}
        <TextInput
          source={`${source}.headers`}
          label={words.fields.headers}
          sx={{ gridColumn: '1 / -1' }}
          helperText={words.help.headers}
          format={(names: unknown) => (Array.isArray(names) ? names.join(', ') : (names ?? ''))}
          autoComplete="off"
          fullWidth
        />
      </Columns>
      <GroupErrors source={`${source}.timestamp`} />
      <Columns>
        <TextInput
          source={`${source}.timestamp.header`}
          label={words.fields.timestamp_header}
          helperText={words.help.timestamp_header}
          autoComplete="off"
          fullWidth
        />
        <TextInput
          source={`${source}.timestamp.element`}
          label={words.fields.timestamp_element}
          helperText={words.help.timestamp_element}
          autoComplete="off"
          fullWidth
        />
        <SelectInput
          source={`${source}.timestamp.unit`}
          label={words.fields.timestamp_unit}
          choices={choicesOf(UNITS, words.units)}
          defaultValue="s"
          validate={required()}
          helperText={false}
          fullWidth
        />
        <NumberInput
          source={`${source}.timestamp.tolerance`}
          label={words.fields.timestamp_tolerance}
          helperText={words.help.timestamp_tolerance}
          defaultValue={300}
          validate={required()}
          min={1}
          max={3600}
          fullWidth
        />
      </Columns>
    </>
  );
}

function Columns({ children }: { children: ReactNode }) {
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))' },
        columnGap: 2,
        rowGap: 1,
        alignItems: 'start',
        width: '100%',
      }}
    >
      {children}
    </Box>
  );
}
