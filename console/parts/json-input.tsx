import { Alert, Box, TextField } from '@mui/material';
import { useId, type ReactNode } from 'react';
import { useInput } from 'react-admin';
import { errorText } from './error-text.ts';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';
import { locateFaults, syntaxFaults, type Fault } from './json-lines.ts';
import { MONOSPACE } from '../monospace.ts';

const words = texts.console.json;

/** Validates that a text is a JSON object before it is sent; for `useInput`. */
function checkJson(text: unknown): string | undefined {
  // Still the value from the API.
  if (typeof text === 'object' && text !== null) return undefined;
  const typed = typeof text === 'string' ? text : '';
  const faults = syntaxFaults(typed);
  if (faults.length > 0) return SYNTAX + faults.map(sentence).join('\n');
  const value: unknown = JSON.parse(typed);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? undefined
    : SYNTAX + words.not_json;
}

/** Marks errors found here, whose lines are already included. */
const SYNTAX = '@';

function sentence({ line, message }: Fault): string {
  return fill(words.line, { line, message });
}

/** An optional field may be empty, which stands for an empty object. */
function validator(isOptional: boolean, check: Props['check']) {
  return (text: unknown): string | undefined => {
    if (isOptional && (typeof text !== 'string' || text.trim() === '')) return undefined;
    const fault = checkJson(text);
    if (fault !== undefined || check === undefined || typeof text !== 'string') return fault;
    return check(JSON.parse(text) as object) || undefined;
  };
}

interface Props {
  source: string;
  label: string;
  /** Help text, shown while there is no error. */
  help?: string;
  isOptional?: boolean;
  minRows?: number;
  /** Checks the object further. @returns errors as the API reports them, one per line; empty if there are none */
  check?(object: object): string;
  /** Other ways to fill the field, shown above it. */
  children?(field: { text: string; change(text: string): void }): ReactNode;
}

/** Edits a JSON object as text. Errors found here or by the API are shown with their line. */
export function JsonInput(props: Props) {
  const { source, label, help, isOptional = false, minRows = 10, check, children } = props;
  const { field, fieldState, isRequired } = useInput({
    source,
    validate: validator(isOptional, check),
    isRequired: !isOptional,
    format: (value: unknown) => {
      if (typeof value !== 'object' || value === null) return value;
      return isOptional && Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 2);
    },
    parse: (typed: string) => typed,
  });
  const id = useId();
  const text = String(field.value ?? '');
  const faults = fieldState.error === undefined ? [] : readFaults(text, errorText(fieldState.error.message));

  return (
    <Box sx={{ width: '100%', mb: 2 }}>
      {children?.({ text, change: field.onChange })}
      <TextField
        {...field}
        value={text}
        label={label}
        required={isRequired}
        multiline
        minRows={minRows}
        maxRows={28}
        fullWidth
        error={faults.length > 0}
        helperText={faults.length === 0 ? help : undefined}
        slotProps={{
          htmlInput: {
            spellCheck: false,
            'aria-describedby': faults.length > 0 ? id : undefined,
            style: { fontFamily: MONOSPACE, fontSize: '0.875rem', lineHeight: 1.5 },
          },
        }}
      />
      {faults.length > 0 && (
        <Alert severity="error" id={id} role="alert" sx={{ mt: 1 }}>
          <ul style={{ margin: 0, paddingLeft: '1rem' }}>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Alert>
      )}
    </Box>
  );
}

function readFaults(text: string, message: string): string[] {
  if (message.startsWith(SYNTAX)) return message.slice(SYNTAX.length).split('\n');
  return locateFaults(text, message).map(sentence);
}
