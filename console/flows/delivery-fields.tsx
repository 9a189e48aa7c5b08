import { Box, FormControlLabel, MenuItem, Switch, TextField, type TextFieldProps } from '@mui/material';
import { useState } from 'react';
import { MONOSPACE_INPUT } from '../monospace.ts';
import { texts } from '../texts/index.ts';
import {
  headersTyped,
  numberTyped,
  objectAt,
  readDelivery,
  scheduleTyped,
  shownAs,
  withMember,
  writeDelivery,
  type Delivery,
} from './delivery-text.ts';

const words = texts.console.flows.delivery;

interface Props {
  text: string;
  change(text: string): void;
}

/** The delivery settings as fields. They and the JSON below always have the same values. */
export function DeliveryFields({ text, change }: Props) {
  const delivery = readDelivery(text);
  if (delivery === undefined) return null;
  const set = (name: string, value: unknown) => change(writeDelivery(withMember(delivery, name, value)));
  const rate = objectAt(delivery, 'rate');
  const setRate = (requests: unknown, per: unknown) =>
    set('rate', requests === undefined ? undefined : { requests, per });
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { sm: '1fr 1fr' }, mt: 1, mb: 2 }}>
      <Typed
        label={words.timeout}
        help={words.timeout_help}
        value={delivery['timeout']}
        read={numberTyped}
        onChange={(value) => set('timeout', value)}
      />
      <Typed
        label={words.concurrency}
        help={words.concurrency_help}
        value={delivery['concurrency']}
        read={numberTyped}
        onChange={(value) => set('concurrency', value)}
      />
      <Typed
        label={words.retry_schedule}
        help={words.retry_schedule_help}
        value={delivery['retry_schedule']}
        read={scheduleTyped}
        onChange={(value) => set('retry_schedule', value)}
        sx={WIDE}
      />
      <Typed
        label={words.rate}
        help={words.rate_help}
        value={rate['requests']}
        read={numberTyped}
        onChange={(value) => setRate(value, rate['per'] ?? 'second')}
      />
      <Choice
        label={words.rate_per}
        value={shownAs(rate['per']) || 'second'}
        choices={words.rate_units}
        onChange={(per) => setRate(rate['requests'], per)}
        disabled={rate['requests'] === undefined}
      />
      <Order delivery={delivery} set={set} />
      <Typed
        label={words.headers}
        help={words.headers_help}
        value={delivery['headers']}
        read={headersTyped}
        onChange={(value) => set('headers', value)}
        multiline
        sx={WIDE}
        slotProps={MONOSPACE_INPUT}
      />
      <Signing delivery={delivery} set={set} />
      <Choice
        label={words.format}
        value={shownAs(delivery['format'])}
        choices={words.formats}
        onChange={(value) => set('format', value === '' ? undefined : value)}
        sx={WIDE}
      />
      <Typed
        label={words.body}
        help={words.body_help}
        value={delivery['body']}
        read={(typed) => (typed === '' ? undefined : typed)}
        onChange={(value) => set('body', value)}
        multiline
        sx={WIDE}
        slotProps={MONOSPACE_INPUT}
      />
    </Box>
  );
}

const WIDE = { gridColumn: '1 / -1' };

interface PartProps {
  delivery: Delivery;
  set(name: string, value: unknown): void;
}

function Order({ delivery, set }: PartProps) {
  const isOrdered = delivery['order'] !== undefined;
  return (
    <>
      <FormControlLabel
        control={<Switch checked={isOrdered} onChange={(_event, on) => set('order', on ? {} : undefined)} />}
        label={words.order}
        sx={WIDE}
      />
      {isOrdered && (
        <Typed
          label={words.order_key}
          help={words.order_key_help}
          value={objectAt(delivery, 'order')['key']}
          read={(typed) => (typed === '' ? undefined : typed)}
          onChange={(key) => set('order', key === undefined ? {} : { key })}
          sx={WIDE}
          slotProps={MONOSPACE_INPUT}
        />
      )}
    </>
  );
}

function Signing({ delivery, set }: PartProps) {
  const signing = objectAt(delivery, 'signing');
  const type = shownAs(signing['type']) || 'standard_webhooks';
  const setMember = (name: string, value: unknown) => set('signing', withMember(signing, name, value));
  const textMember = (name: 'header' | 'prefix') => (
    <Typed
      label={words[`signing_${name}`]}
      value={signing[name]}
      read={(typed) => (typed === '' ? undefined : typed)}
      onChange={(value) => setMember(name, value)}
    />
  );
  return (
    <>
      <Choice
        label={words.signing}
        value={type}
        choices={words.signing_types}
        onChange={(value) => set('signing', value === 'standard_webhooks' ? undefined : { type: value })}
        sx={WIDE}
      />
      {type === 'hmac_sha256' && (
        <>
          {textMember('header')}
          <Choice
            label={words.signing_encoding}
            value={shownAs(signing['encoding']) || 'hex'}
            choices={{ hex: 'Hex', base64: 'Base64' }}
            onChange={(value) => setMember('encoding', value)}
          />
          {textMember('prefix')}
        </>
      )}
    </>
  );
}

interface TypedProps extends Pick<TextFieldProps, 'multiline' | 'sx' | 'slotProps'> {
  label: string;
  help?: string;
  value: unknown;
  /** Reads what was typed. */
  read(typed: string): unknown;
  onChange(value: unknown): void;
}

/** A field that keeps what is being typed, such as a comma at the end, until its value changes elsewhere. */
function Typed({ label, help, value, read, onChange, ...rest }: TypedProps) {
  const [typed, setTyped] = useState(shownAs(value));
  const isOurs = JSON.stringify(read(typed)) === JSON.stringify(value);
  const shown = isOurs ? typed : shownAs(value);
  return (
    <TextField
      {...rest}
      label={label}
      helperText={help}
      value={shown}
      autoComplete="off"
      fullWidth
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(read(target.value));
      }}
    />
  );
}

interface ChoiceProps extends Pick<TextFieldProps, 'sx' | 'disabled'> {
  label: string;
  value: string;
  choices: Readonly<Record<string, string>>;
  onChange(value: string): void;
}

function Choice({ label, value, choices, onChange, ...rest }: ChoiceProps) {
  // A value that the API does not know is kept and shown, so that its error can be understood.
  const all = { ...choices, ...(!Object.hasOwn(choices, value) && { [value]: value }) };
  return (
    <TextField
      {...rest}
      select
      label={label}
      value={value}
      fullWidth
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      onChange={({ target }) => onChange(target.value)}
    >
      {Object.entries(all).map(([id, name]) => (
        <MenuItem key={id} value={id}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
