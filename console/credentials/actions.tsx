import EditIcon from '@mui/icons-material/Edit';
import LinkOffIcon from '@mui/icons-material/LinkOff';
import RefreshIcon from '@mui/icons-material/Refresh';
import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { Link } from 'react-router-dom';
import { useCall } from '../api/use-call.ts';
import { AskFirst, refusalOf } from '../parts/ask-first.tsx';
import { DeleteButton } from '../parts/delete-button.tsx';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';
import { ConnectButton } from './connect/connect-button.tsx';
import { useCredentialPath, type Outcome } from './connect/connection.ts';
import type { CredentialRecord } from './credential-record.ts';
import { fill } from '../parts/fill.ts';

const words = texts.console.credentials;

interface Props {
  credential: CredentialRecord;
  onEnd(outcome: Outcome | null): void;
}

/** What the person may do with a credential. */
export function Actions({ credential, onEnd }: Props) {
  const call = useCall();
  const path = useCredentialPath(credential.id);
  const may = useMay();
  const notify = useNotify();
  const mayEdit = may('credentials', 'edit');
  const { id, name, state, obtained_at } = credential;
  const hasTokens = obtained_at !== null;

  async function disconnect() {
    await call(`${path}/connections`, { method: 'DELETE' });
    notify(words.disconnected, { type: 'success' });
    onEnd(null);
  }

  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      {mayEdit && <ConnectButton credential={credential} onEnd={onEnd} />}
      {may('credentials', 'use') && state === 'connected' && (
        <RefreshButton path={path} onEnd={() => onEnd(null)} />
      )}
      {mayEdit && (
        <Button component={Link} to={`/credentials/${id}`} startIcon={<EditIcon />}>
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

/** A new token now, for one that the third party has ended early. */
function RefreshButton({ path, onEnd }: { path: string; onEnd(): void }) {
  const call = useCall();
  const notify = useNotify();
  const [busy, setBusy] = useState(false);

  async function refresh() {
    setBusy(true);
    try {
      await call(`${path}/refreshes`, { method: 'POST' });
      notify(words.refreshed_now, { type: 'success' });
    } catch (error) {
      notify(refusalOf(error as Error), { type: 'error' });
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
