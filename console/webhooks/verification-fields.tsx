import { Box } from '@mui/material';
import { NumberInput, required as isRequired, SelectInput, TextInput } from 'react-admin';
import { texts } from '../texts/index.ts';
import { GroupErrors } from './group-errors.tsx';
import { jsonOf } from './json-of.ts';
import {
  labelOf,
  VERIFICATION_KINDS,
  type VerificationField,
  type VerificationKind,
} from './verification-kinds.ts';
import type { SchemeName } from './webhook-record.ts';

const words = texts.console.webhooks;
const { choices: choiceNames } = texts.console.credential_form;

/** What a timestamp has unless the sender's documentation says otherwise. It is only sent if there is a timestamp. */
const TIMESTAMP: Readonly<Record<string, unknown>> = { 'timestamp.unit': 's', 'timestamp.tolerance': 300 };

/** The settings of a type of verification, as the sender's documentation describes them. */
export function VerificationFields({ source, type }: { source: string; type: SchemeName }) {
  const { fields, begins = {} }: VerificationKind = VERIFICATION_KINDS[type];
  if (fields.length === 0) return null;
  const hasTimestamp = fields.some(({ name }) => name.startsWith('timestamp.'));
  return (
    <>
      {hasTimestamp && <GroupErrors source={`${source}.timestamp`} />}
      <Box
        key={type}
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))' },
          columnGap: 2,
          rowGap: 1,
          alignItems: 'start',
          width: '100%',
        }}
      >
        {fields.map((field) => (
          <FieldInput
            key={`${type}.${field.name}`}
            source={`${source}.${field.name}`}
            field={field}
            begins={begins[field.name] ?? TIMESTAMP[field.name]}
          />
        ))}
      </Box>
    </>
  );
}

function FieldInput({
  source,
  field,
  begins,
}: {
  source: string;
  field: VerificationField;
  begins: unknown;
}) {
  const { kind, required, choices = [], help } = field;
  const shared = {
    source,
    label: labelOf(field),
    helperText: help ?? (false as const),
    ...(begins !== undefined && { defaultValue: begins }),
    ...((required ?? begins !== undefined) && { validate: isRequired() }),
    fullWidth: true,
  };
  switch (kind) {
    case 'choice':
      return (
        <SelectInput
          {...shared}
          choices={choices.map((id) => ({ id, name: choiceNames[id] }))}
          {...(field.name === 'key' && { emptyText: words.hmac.keys.text_default })}
        />
      );
    case 'boolean':
      return (
        <SelectInput
          {...shared}
          choices={[{ id: 'false', name: words.other_fields.no }]}
          emptyText={words.other_fields.yes}
          format={(value: unknown) => (value === false ? 'false' : '')}
          parse={(value: unknown) => (value === 'false' ? false : null)}
        />
      );
    case 'number':
      return <NumberInput {...shared} min={1} />;
    case 'json':
      return (
        <TextInput
          {...shared}
          multiline
          autoComplete="off"
          format={(value: unknown) =>
            typeof value === 'string' ? value : value ? JSON.stringify(value) : ''
          }
          parse={(value: unknown) => jsonOf(String(value))}
        />
      );
    case 'names':
    case 'lines':
      return (
        <TextInput
          {...shared}
          autoComplete="off"
          format={(value: unknown) => (Array.isArray(value) ? value.join(', ') : (value ?? ''))}
        />
      );
    default:
      return <TextInput {...shared} multiline={kind === 'code'} autoComplete="off" />;
  }
}
