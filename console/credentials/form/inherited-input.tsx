import UndoIcon from '@mui/icons-material/Undo';
import { IconButton, TextField } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { useInput, type Validator } from 'react-admin';
import { texts } from '../../texts/index.ts';
import { fill } from '../../parts/fill.ts';
import { useIntegration } from './use-integration.ts';

const words = texts.console.credential_form;

interface Props {
  source: keyof typeof texts.resources.credentials.fields;
  help?: string;
  validate?: Validator;
  required?: boolean;
  /** What holds where neither the credential nor its integration says anything. */
  standard?: { value: string | undefined; from: string };
  /** Behind what is shown, which is given. */
  beside?(value: string): ReactNode;
}

/** A text that follows from the integration: filled in, and changed by typing over it. Typing the same again follows again. */
export function InheritedInput({ source, help, validate, required = false, standard, beside }: Props) {
  const { field, fieldState, id } = useInput({
    source,
    format: (value: unknown) => value ?? '',
    parse: (value: unknown) => (value === '' ? null : value),
    ...(validate !== undefined && { validate }),
  });
  const { name, says } = useIntegration();
  // While somebody has emptied it, to write anew, nothing is filled in under their fingers.
  const [writing, setWriting] = useState(false);
  const said = says[source];
  const theirs = typeof said === 'string' ? said : standard?.value;
  const from = typeof said === 'string' ? name! : (standard?.from ?? '');
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
      helperText={fault === undefined ? explain({ help, follows, theirs, from }) : wordsOf(fault)}
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

const MARK = '@@react-admin@@';

/** react-admin marks what its validators say, so that it can translate it. */
export function wordsOf(message: string): string {
  if (!message.startsWith(MARK)) return message;
  const said: unknown = JSON.parse(message.slice(MARK.length));
  return typeof said === 'string' ? said : String((said as { message?: string }).message);
}
