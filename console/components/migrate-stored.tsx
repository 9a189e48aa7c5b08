import { Button, DialogContentText, TextField } from '@mui/material';
import { useState } from 'react';
import { useNotify, useRefresh } from 'react-admin';
import { useCall } from '../api/use-call.ts';
import { useSingleFlight } from '../parts/use-single-flight.ts';
import { useMay, useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { migrateStored, type Client, type Uris } from './migration.ts';

const words = texts.console.components.migration;
const { fields } = texts.resources['oauth-clients'];

interface Parts {
  /** Undefined if the component is not stored yet. */
  id: string | undefined;
  text: string;
  uris: Uris;
  onFault(error: Error | undefined): void;
  onDone(): void;
}

/**
 * Migrates a stored component together with its OAuth client: while flows use the component, neither can be changed
 * without the other.
 */
export function useStoredMigration({ id, text, uris, onFault, onDone }: Parts) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const notify = useNotify();
  const refresh = useRefresh();
  const { runOnce, release } = useSingleFlight<Promise<void>>();
  const [client, setClient] = useState<Client>({ client_id: '', client_secret: '' });
  const run = async () => {
    try {
      const made = await migrateStored(call, tenant.id, id!, { text, uris, client });
      notify(words[`client_${made}`], { type: 'success' });
      onDone();
      refresh();
    } catch (refused) {
      onFault(refused as Error);
    } finally {
      release();
    }
  };
  return { client, setClient, run: () => runOnce(run) };
}

interface ClientProps {
  client: Client;
  onChange(client: Client): void;
}

export function ClientOfMigration({ client, onChange }: ClientProps) {
  const may = useMay();
  if (!may('oauth-clients', 'create')) return null;
  return (
    <>
      <DialogContentText sx={{ mt: 2 }}>{words.client_help}</DialogContentText>
      {(['client_id', 'client_secret'] as const).map((name) => (
        <TextField
          key={name}
          label={fields[name]}
          value={client[name]}
          onChange={(event) => onChange({ ...client, [name]: event.target.value })}
          type={name === 'client_secret' ? 'password' : 'text'}
          autoComplete={name === 'client_secret' ? 'new-password' : 'off'}
          fullWidth
          margin="dense"
        />
      ))}
    </>
  );
}

export function MigrateStoredButton({ onRun }: { onRun(): Promise<void> }) {
  return (
    <Button variant="contained" onClick={() => void onRun()}>
      {words.migrate}
    </Button>
  );
}
