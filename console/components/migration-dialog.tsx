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
import { errorMessageOf } from '../parts/confirm-button.tsx';
import { download } from '../parts/download.ts';
import { useCurrentUser } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { Diff } from './diff.tsx';
import { ClientOfMigration, MigrateStoredButton, useStoredMigration } from './migrate-stored.tsx';
import { migrate, type Migration, type Uris } from './migration.ts';

const words = texts.console.components.migration;

interface Props {
  /** The current content of the file. */
  text: string;
  /** The stored component the file belongs to, if any. */
  id: string | undefined;
  onTake(text: string): void;
  onClose(): void;
}

/** Previews the migration of an older component.json before anything is changed. */
export function MigrationDialog({ text, id, onTake, onClose }: Props) {
  const [uris, setUris] = useState<Uris>({});
  const { migration, error, look, setError } = useMigration(text);
  const stored = useStoredMigration({ id, text, uris, onFault: setError, onDone: onClose });
  const after = migration?.text ?? undefined;
  const canMigrate = after !== undefined && id !== undefined && migration?.outcome === 'migrated';
  return (
    <Dialog open fullWidth maxWidth="md" onClose={onClose} aria-labelledby="migration-title">
      <DialogTitle id="migration-title">{words.title}</DialogTitle>
      <DialogContent>
        {error !== undefined && (
          <Alert severity="error" role="alert" sx={{ mb: 2 }}>
            {errorMessageOf(error)}
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
        {after !== undefined && <Diff before={text} after={after} />}
        {canMigrate && <ClientOfMigration client={stored.client} onChange={stored.setClient} />}
      </DialogContent>
      <DialogActions sx={{ flexWrap: 'wrap' }}>
        <Button onClick={onClose}>{words.cancel}</Button>
        {migration?.outcome === 'incomplete' && (
          <Button variant="contained" onClick={() => look(uris)}>
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
            <Button variant={canMigrate ? 'text' : 'contained'} onClick={() => onTake(after)}>
              {words.use_version}
            </Button>
            {canMigrate && <MigrateStoredButton onRun={stored.run} />}
          </>
        )}
      </DialogActions>
    </Dialog>
  );
}

function useMigration(text: string) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const [migration, setMigration] = useState<Migration>();
  const [error, setError] = useState<Error>();
  const [asked, setAsked] = useState<Uris>({});
  useEffect(() => {
    let isCurrent = true;
    const show = (found: Migration | undefined, refused?: Error) => {
      if (!isCurrent) return;
      if (found !== undefined) setMigration(found);
      setError(refused);
    };
    migrate(call, tenant.id, text, asked).then(show, (refused: Error) => show(undefined, refused));
    return () => {
      isCurrent = false;
    };
  }, [call, tenant.id, text, asked]);
  // A copy, so that the same URIs can be tried again after an error.
  const look = (uris: Uris) => setAsked({ ...uris });
  return { migration, error, look, setError };
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
