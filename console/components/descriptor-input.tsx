import MigrateIcon from '@mui/icons-material/AutoFixHigh';
import UploadIcon from '@mui/icons-material/UploadFile';
import { Alert, Box, Button } from '@mui/material';
import { useRef, useState } from 'react';
import { useRecordContext } from 'react-admin';
import { JsonInput } from '../parts/json-input.tsx';
import { texts } from '../texts/index.ts';
import type { ComponentRecord } from './component-record.ts';
import { MigrationDialog } from './migration-dialog.tsx';

const words = texts.console.components;
const LARGEST_FILE = 1024 * 1024;

/** A component.json, uploaded or pasted, with an option to migrate an older one. */
export function DescriptorInput({ source }: { source: string }) {
  return (
    <JsonInput source={source} label={texts.resources.components.fields.descriptor} help={words.paste}>
      {({ text, change }) => (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 1.5 }}>
          <Upload onText={change} />
          {text.trim() !== '' && <Migrate text={text} onText={change} />}
        </Box>
      )}
    </JsonInput>
  );
}

interface Props {
  onText(text: string): void;
}

function Upload({ onText }: Props) {
  const [tooLarge, setTooLarge] = useState(false);
  const file = useRef<HTMLInputElement>(null);

  async function take(chosen: File | undefined) {
    if (chosen === undefined) return;
    setTooLarge(chosen.size > LARGEST_FILE);
    if (chosen.size <= LARGEST_FILE) onText(await chosen.text());
  }

  return (
    <>
      <Button startIcon={<UploadIcon />} variant="outlined" onClick={() => file.current?.click()}>
        {words.upload}
      </Button>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={(event) => void take(event.target.files?.[0])}
      />
      {tooLarge && <Alert severity="error">{words.too_large}</Alert>}
    </>
  );
}

function Migrate({ text, onText }: Props & { text: string }) {
  const [open, setOpen] = useState(false);
  // In the form for a new component, the record has no ID.
  const id = useRecordContext<ComponentRecord>()?.id;
  const close = () => setOpen(false);
  const take = (taken: string) => {
    onText(taken);
    close();
  };
  return (
    <>
      <Button startIcon={<MigrateIcon />} onClick={() => setOpen(true)}>
        {words.migration.offer}
      </Button>
      {open && <MigrationDialog text={text} id={id} onTake={take} onClose={close} />}
    </>
  );
}
