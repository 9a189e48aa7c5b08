import EditIcon from '@mui/icons-material/Edit';
import LinkOffIcon from '@mui/icons-material/LinkOff';
import RefreshIcon from '@mui/icons-material/Refresh';
import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { Link } from 'react-router-dom';
import { postOnce } from '../api/idempotency.ts';
import { useCall } from '../api/use-call.ts';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { DeleteButton } from '../parts/delete-button.tsx';
import { useSingleFlight } from '../parts/use-single-flight.ts';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { ConnectButton } from './connect/connect-button.tsx';
import { useCredentialPath, type Outcome } from './connect/connection.ts';
import type { CredentialRecord } from './credential-record.ts';
import { fill } from '../parts/fill.ts';
import { refreshErrorMessage } from './connection-errors.ts';
import { conditionOf } from './reasons.ts';
import type { Remedy } from './remedies.ts';

const words = texts.console.credentials;

interface Props {
  credential: CredentialRecord;
  /** The fix, if reconnecting does not help: it becomes the main action. */
  remedy: Remedy | undefined;
  /** Whether the settings were changed after a failure, so that testing them becomes the main action. */
  changedSince: boolean;
  onEnd(outcome: Outcome | null): void;
}

/** The actions the user may take on a credential. */
export function Actions({ credential, remedy, changedSince, onEnd }: Props) {
  const call = useCall();
  const path = useCredentialPath(credential.id);
  const may = useMay();
  const notify = useNotify();
  const mayEdit = may('credentials', 'edit');
  const { id, name, state, obtained_at } = credential;
  const form = `/credentials/${id}`;
  const hasTokens = obtained_at !== null;

  async function disconnect() {
    await call(`${path}/connections`, { method: 'DELETE' });
    notify(words.disconnected, { type: 'success' });
    onEnd(null);
  }

  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      {remedy !== undefined && (
        <Button variant="contained" component={Link} to={remedy.to} startIcon={<EditIcon />}>
          {remedy.label}
        </Button>
      )}
      {mayEdit && (
        <ConnectButton
          credential={credential}
          primary={remedy === undefined && (state !== 'connected' || conditionOf(credential) === 'ends_soon')}
          onEnd={onEnd}
        />
      )}
      {may('credentials', 'use') && state === 'connected' && (
        <RefreshButton credential={credential} path={path} primary={changedSince} onEnd={() => onEnd(null)} />
      )}
      {mayEdit && remedy?.to.startsWith(form) !== true && (
        <Button component={Link} to={form} startIcon={<EditIcon />}>
          {texts.console.edit}
        </Button>
      )}
      {mayEdit && hasTokens && (
        <ConfirmButton
          action={words.disconnect}
          icon={<LinkOffIcon />}
          title={fill(words.disconnect_title, { name })}
          text={words.disconnect_text}
          confirm={words.disconnect}
          onConfirm={disconnect}
        />
      )}
      <DeleteButton name={name} text={words.deleting_text} />
    </Box>
  );
}

interface Refreshed {
  credential: CredentialRecord;
  path: string;
  primary: boolean;
  onEnd(): void;
}

/** Refreshes the token now, for example if the provider revoked it early. */
function RefreshButton({ credential, path, primary, onEnd }: Refreshed) {
  const call = useCall();
  const notify = useNotify();
  const [busy, setBusy] = useState(false);
  const { runOnce, release } = useSingleFlight();

  async function refresh() {
    setBusy(true);
    try {
      await postOnce(call, `${path}/refreshes`);
      notify(words.refreshed_now, { type: 'success' });
    } catch (error) {
      notify(refreshErrorMessage(error, credential), { type: 'error' });
    } finally {
      setBusy(false);
      release();
      onEnd();
    }
  }

  return (
    <Button
      {...(primary && { variant: 'contained' as const })}
      startIcon={<RefreshIcon />}
      disabled={busy}
      onClick={() => void runOnce(refresh)}
    >
      {words.refresh}
    </Button>
  );
}
