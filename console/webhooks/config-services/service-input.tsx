import { Box, Checkbox, FormControlLabel, FormHelperText, MenuItem, TextField } from '@mui/material';
import { texts } from '../../texts/index.ts';
import { WRAPPING } from '../../parts/wrapping.ts';
import { jsonOf } from '../json-of.ts';
import { SERVICES, typeNameOf, type ServiceField, type ServiceName } from './kinds.ts';
import { valueAt, withValue, type Service } from './values.ts';
import { MONOSPACE } from '../../monospace.ts';

const words = texts.console.credential_form;

interface Props {
  name: ServiceName;
  /** Instead of the name of the service. */
  label?: string;
  service: Service | undefined;
  /** By field name; errors of the service as a whole under ''. */
  faults: Record<string, string>;
  onChange(service: Service | undefined): void;
}

/** One config service: its type, and the fields of that type. */
export function ServiceInput({ name, label: given, service, faults, onChange }: Props) {
  const types = SERVICES[name];
  const type = service === undefined || service.type === 'none' ? '' : service.type;
  const { name: ownLabel, help } = words.services[name];
  const label = given ?? ownLabel;
  const choose = (chosen: string) =>
    onChange(chosen === '' ? undefined : { type: chosen, ...types[chosen]?.begins });
  const { '': whole } = faults;
  return (
    <Box role="group" aria-label={label} sx={{ mb: 2, width: '100%' }}>
      <TextField
        select
        label={label}
        value={type}
        onChange={({ target }) => choose(target.value)}
        error={whole !== undefined}
        helperText={whole ?? help}
        fullWidth
        sx={WRAPPING}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      >
        <MenuItem value="">{words.services.none}</MenuItem>
        {Object.keys(types).map((one) => (
          <MenuItem key={one} value={one}>
            {typeNameOf(name, one)}
          </MenuItem>
        ))}
      </TextField>
      {service !== undefined &&
        types[type]?.fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={valueAt(service, field.name)}
            fault={faults[field.name]}
            onChange={(value) => onChange(withValue(service, field.name, value))}
          />
        ))}
    </Box>
  );
}

interface FieldProps {
  field: ServiceField;
  value: unknown;
  fault: string | undefined;
  onChange(value: unknown): void;
}

function FieldInput({ field, value, fault, onChange }: FieldProps) {
  const { name, kind, required, choices = YES_AND_NO[kind], help } = field;
  const labels: Readonly<Record<string, string>> = words.service_fields;
  const label = field.label ?? labels[name];
  if (kind === 'flag')
    return (
      <Box>
        <FormControlLabel
          label={label}
          control={
            <Checkbox
              checked={value === true}
              onChange={({ target }) => onChange(target.checked ? true : undefined)}
            />
          }
        />
        <FormHelperText error={fault !== undefined}>{fault ?? help}</FormHelperText>
      </Box>
    );
  return (
    <TextField
      label={label}
      value={shown(value)}
      onChange={({ target }) => onChange(typed(kind, target.value))}
      error={fault !== undefined}
      helperText={fault ?? help}
      required={required ?? false}
      select={kind === 'choice' || kind === 'boolean'}
      type={kind === 'number' ? 'number' : 'text'}
      multiline={MULTILINE.includes(kind)}
      minRows={2}
      fullWidth
      slotProps={{
        // Required fields are checked by the API, which knows the rules.
        htmlInput: {
          required: false,
          ...(kind === 'code' && { spellCheck: false, style: { fontFamily: MONOSPACE } }),
        },
      }}
    >
      {choices !== undefined && !required && (
        <MenuItem value="">
          {kind === 'boolean' ? texts.console.webhooks.other_fields.yes : words.choices.none}
        </MenuItem>
      )}
      {choices?.map((choice) => (
        <MenuItem key={choice} value={choice}>
          {words.choices[choice]}
        </MenuItem>
      ))}
    </TextField>
  );
}

const MULTILINE: readonly ServiceField['kind'][] = ['code', 'lines', 'names', 'json'];
/** A boolean is true unless it is set to false. */
const YES_AND_NO: Partial<Record<ServiceField['kind'], readonly ['false']>> = { boolean: ['false'] };

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n');
  if (typeof value === 'boolean') return value ? '' : 'false';
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function typed(kind: ServiceField['kind'], text: string): unknown {
  if (kind === 'number') return text === '' ? undefined : Number(text);
  if (kind === 'boolean') return text === '' ? undefined : text === 'true';
  if (kind === 'json') return jsonOf(text);
  if (kind === 'lines' || kind === 'names') return text === '' ? undefined : text.split('\n');
  return text;
}
