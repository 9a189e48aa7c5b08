import DownloadIcon from '@mui/icons-material/Download';
import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  TextField,
} from '@mui/material';
import { useEffect, useState } from 'react';
import { useCall } from '../api/use-call.ts';
import { refusalOf } from '../parts/ask-first.tsx';
import { download } from '../parts/download.ts';
import { usePerson } from '../person.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { BeforeAndAfter } from './before-and-after.tsx';
import { migrate, type Migration, type Uris } from './migration.ts';

const words = texts.console.components.migration;

interface Props {
  /** The file as it stands. */
  text: string;
  onTake(text: string): void;
  onClose(): void;
}

/** Shows what an older component.json becomes, before anything is changed. */
export function MigrationDialog({ text, onTake, onClose }: Props) {
  const [uris, setUris] = useState<Uris>({});
  const { migration, error, look } = useMigration(text);
  const after = migration?.text ?? undefined;
  return (
    <Dialog open fullWidth maxWidth="md" onClose={onClose} aria-labelledby="migration-title">
      <DialogTitle id="migration-title">{words.title}</DialogTitle>
      <DialogContent>
        {error !== undefined && (
          <Alert severity="error" role="alert" sx={{ mb: 2 }}>
            {refusalOf(error)}
          </Alert>
        )}
        {migration !== undefined && <DialogContentText>{words[migration.outcome]}</DialogContentText>}
        <Findings of={migration} />
        {(migration?.missing ?? []).map((name) => (
          <TextField
            key={name}
            label={words[name]}
            helperText={words.uri_help}
            value={uris[name] ?? ''}
            onChange={(event) => setUris({ ...uris, [name]: event.target.value })}
            type="url"
            fullWidth
            margin="dense"
          />
        ))}
        {after !== undefined && <BeforeAndAfter before={text} after={after} />}
      </DialogContent>
      <DialogActions sx={{ flexWrap: 'wrap' }}>
        <Button onClick={onClose}>{words.leave}</Button>
        {migration?.outcome === 'incomplete' && (
          <Button variant="contained" onClick={() => void look(uris)}>
            {words.again}
          </Button>
        )}
        {after !== undefined && (
          <>
            <Button
              startIcon={<DownloadIcon />}
              onClick={() => download('component.json', after, 'application/json')}
            >
              {words.download}
            </Button>
            <Button variant="contained" onClick={() => onTake(after)}>
              {words.take}
            </Button>
          </>
        )}
      </DialogActions>
    </Dialog>
  );
}

function useMigration(text: string) {
  const call = useCall();
  const { tenant } = usePerson();
  const [migration, setMigration] = useState<Migration>();
  const [error, setError] = useState<Error>();
  const look = async (uris: Uris) => {
    try {
      setMigration(await migrate(call, tenant.id, text, uris));
      setError(undefined);
    } catch (refused) {
      setError(refused as Error);
    }
  };
  useEffect(() => void look({}), []);
  return { migration, error, look };
}

function Findings({ of: migration }: { of: Migration | undefined }) {
  if (migration === undefined || migration.findings.length === 0) return null;
  const severity = migration.outcome === 'undecided' ? 'warning' : 'info';
  return (
    <Alert severity={severity} sx={{ my: 1 }}>
      <ul style={{ margin: 0, paddingLeft: '1rem' }}>
        {migration.findings.map(({ line, message }) => (
          <li key={`${line} ${message}`}>{fill(texts.console.json.line, { line, message })}</li>
        ))}
      </ul>
    </Alert>
  );
}
