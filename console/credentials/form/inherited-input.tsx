import UndoIcon from '@mui/icons-material/Undo';
import { IconButton, TextField } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { useInput, type Validator } from 'react-admin';
import { texts } from '../../texts/index.ts';
import { errorText } from '../../parts/error-text.ts';
import { fill } from '../../parts/fill.ts';
import { useIntegration } from './use-integration.ts';

const words = texts.console.credential_form;

interface Props {
  source: keyof typeof texts.resources.credentials.fields;
  help?: string;
  validate?: Validator | undefined;
  required?: boolean;
  /** The default if neither the credential nor its integration sets a value. */
  standard?: { value: string | undefined; from: string };
  /** Shown after the value, which is read-only. */
  beside?(value: string): ReactNode;
}

/**
 * A text with a default from the integration: prefilled, and overridden by typing. Typing the default again restores
 * it.
 */
export function InheritedInput({ source, help, validate, required = false, standard, beside }: Props) {
  const { field, fieldState, id } = useInput({
    source,
    format: (value: unknown) => value ?? '',
    parse: (value: unknown) => (value === '' ? null : value),
    ...(validate !== undefined && { validate }),
  });
  const { name, defaults } = useIntegration();
  // Do not refill the field while the user has emptied it to type something else.
  const [writing, setWriting] = useState(false);
  const inherited = defaults[source];
  const theirs = typeof inherited === 'string' ? inherited : standard?.value;
  const from = typeof inherited === 'string' ? name! : (standard?.from ?? '');
  const own = String(field.value);
  const follows = own === '' && theirs !== undefined && !writing;
  const shown = follows ? theirs : own;
  const fault = fieldState.error?.message;
  return (
    <TextField
      {...field}
      id={id}
      value={shown}
      label={texts.resources.credentials.fields[source]}
      required={required}
      onChange={({ target }) => {
        setWriting(target.value === '');
        field.onChange(target.value === theirs ? '' : target.value);
      }}
      onBlur={() => {
        setWriting(false);
        field.onBlur();
      }}
      error={fault !== undefined}
      helperText={fault === undefined ? explain({ help, follows, theirs, from }) : errorText(fault)}
      autoComplete="off"
      fullWidth
      slotProps={{
        htmlInput: { spellCheck: false, required: false },
        formHelperText: { sx: { overflowWrap: 'anywhere' } },
        input: {
          endAdornment: (
            <>
              {own !== '' && theirs !== undefined && (
                <IconButton
                  size="small"
                  aria-label={fill(words.use_theirs, { name: from })}
                  title={fill(words.use_theirs, { name: from })}
                  onClick={() => field.onChange('')}
                >
                  <UndoIcon fontSize="small" />
                </IconButton>
              )}
              {shown !== '' && beside?.(shown)}
            </>
          ),
        },
      }}
    />
  );
}

function explain(parts: {
  help: string | undefined;
  follows: boolean;
  theirs: string | undefined;
  from: string;
}): string | undefined {
  const { help, follows, theirs, from } = parts;
  if (theirs === undefined) return help;
  const origin = follows
    ? fill(words.from, { name: from })
    : fill(words.otherwise, { name: from, value: theirs });
  return help === undefined ? origin : `${help} ${origin}`;
}
