import MigrateIcon from '@mui/icons-material/AutoFixHigh';
import UploadIcon from '@mui/icons-material/UploadFile';
import { Alert, Box, Button, TextField } from '@mui/material';
import { useId, useRef, useState } from 'react';
import { useInput } from 'react-admin';
import { texts } from '../texts/index.ts';
import { MigrationDialog } from './migration-dialog.tsx';
import { faultsAtLines, syntaxFaults, type Fault } from './descriptor-lines.ts';

const words = texts.console.components;
const LARGEST_FILE = 1024 * 1024;

/** What is wrong with the text of a component.json, before it is sent; as `useInput` takes it. */
export function checkDescriptor(text: unknown): string | undefined {
  // As it came from the API.
  if (typeof text === 'object' && text !== null) return undefined;
  const typed = typeof text === 'string' ? text : '';
  const faults = syntaxFaults(typed);
  if (faults.length > 0) return SYNTAX + faults.map(sentence).join('\n');
  const value: unknown = JSON.parse(typed);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? undefined
    : SYNTAX + words.not_json;
}

/** Marks what was found here, with its lines told already. */
const SYNTAX = '@';

function sentence({ line, message }: Fault): string {
  return words.line.replace('%{line}', String(line)).replace('%{message}', message);
}

/** A component.json: uploaded or pasted, and what is wrong with it at its line. */
export function DescriptorInput({ source }: { source: string }) {
  const { field, fieldState, isRequired } = useInput({
    source,
    validate: checkDescriptor,
    isRequired: true,
    format: (value: unknown) =>
      typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : value,
    parse: (typed: string) => typed,
  });
  const [tooLarge, setTooLarge] = useState(false);
  const [migrating, setMigrating] = useState(false);
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const text = String(field.value ?? '');
  const faults = fieldState.error === undefined ? [] : readFaults(text, messageOf(fieldState.error));

  async function take(chosen: File | undefined) {
    if (chosen === undefined) return;
    setTooLarge(chosen.size > LARGEST_FILE);
    if (chosen.size <= LARGEST_FILE) field.onChange(await chosen.text());
  }

  return (
    <Box sx={{ width: '100%', mb: 2 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 1.5 }}>
        <Button startIcon={<UploadIcon />} variant="outlined" onClick={() => file.current?.click()}>
          {words.upload}
        </Button>
        {text.trim() !== '' && (
          <Button startIcon={<MigrateIcon />} onClick={() => setMigrating(true)}>
            {words.migration.offer}
          </Button>
        )}
      </Box>
      {migrating && (
        <MigrationDialog
          text={text}
          onTake={(taken) => {
            field.onChange(taken);
            setMigrating(false);
          }}
          onClose={() => setMigrating(false)}
        />
      )}
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={(event) => void take(event.target.files?.[0])}
      />
      {tooLarge && <Alert severity="error">{words.too_large}</Alert>}
      <TextField
        {...field}
        value={text}
        label={texts.resources.components.fields.descriptor}
        required={isRequired}
        multiline
        minRows={10}
        maxRows={28}
        fullWidth
        error={faults.length > 0}
        helperText={faults.length === 0 ? words.paste : undefined}
        slotProps={{
          htmlInput: {
            spellCheck: false,
            'aria-describedby': faults.length > 0 ? id : undefined,
            style: { fontFamily: 'ui-monospace, monospace', fontSize: '0.875rem', lineHeight: 1.5 },
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
  return faultsAtLines(text, message).map(sentence);
}

/** react-admin marks the errors of validators, so that it can translate them. */
function messageOf({ message = '' }: { message?: string | undefined }): string {
  const marked = message.startsWith('@@react-admin@@') ? message.slice('@@react-admin@@'.length) : undefined;
  if (marked === undefined) return message;
  const parsed: unknown = JSON.parse(marked);
  return typeof parsed === 'string' ? parsed : String((parsed as { message?: string }).message);
}
