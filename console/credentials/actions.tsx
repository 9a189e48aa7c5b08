import EditIcon from '@mui/icons-material/Edit';
import LinkOffIcon from '@mui/icons-material/LinkOff';
import RefreshIcon from '@mui/icons-material/Refresh';
import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { Link } from 'react-router-dom';
import { useCall } from '../api/use-call.ts';
import { AskFirst } from '../parts/ask-first.tsx';
import { DeleteButton } from '../parts/delete-button.tsx';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';
import { ConnectButton } from './connect/connect-button.tsx';
import { useCredentialPath, type Outcome } from './connect/connection.ts';
import type { CredentialRecord } from './credential-record.ts';
import { fill } from '../parts/fill.ts';
import { toldOf } from './refusals.ts';
import type { Remedy } from './remedies.ts';

const words = texts.console.credentials;

interface Props {
  credential: CredentialRecord;
  /** What mends it, where connecting again does not: it leads. */
  remedy: Remedy | undefined;
  onEnd(outcome: Outcome | null): void;
}

/** What the person may do with a credential. */
export function Actions({ credential, remedy, onEnd }: Props) {
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
          leads={remedy === undefined && state !== 'connected'}
          onEnd={onEnd}
        />
      )}
      {may('credentials', 'use') && state === 'connected' && (
        <RefreshButton credential={credential} path={path} onEnd={() => onEnd(null)} />
      )}
      {mayEdit && remedy?.to.startsWith(form) !== true && (
        <Button component={Link} to={form} startIcon={<EditIcon />}>
          {texts.console.edit}
        </Button>
      )}
      {mayEdit && hasTokens && (
        <AskFirst
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
  onEnd(): void;
}

/** A new token now, for one that the third party has ended early. */
function RefreshButton({ credential, path, onEnd }: Refreshed) {
  const call = useCall();
  const notify = useNotify();
  const [busy, setBusy] = useState(false);

  async function refresh() {
    setBusy(true);
    try {
      await call(`${path}/refreshes`, { method: 'POST' });
      notify(words.refreshed_now, { type: 'success' });
    } catch (error) {
      notify(toldOf(error, credential), { type: 'error' });
    } finally {
      setBusy(false);
      onEnd();
    }
  }

  return (
    <Button startIcon={<RefreshIcon />} disabled={busy} onClick={() => void refresh()}>
      {words.refresh}
    </Button>
  );
}
