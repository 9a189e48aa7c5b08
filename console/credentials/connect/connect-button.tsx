import LinkIcon from '@mui/icons-material/Link';
import { Button } from '@mui/material';
import { useState } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { refusalOf } from '../../parts/ask-first.tsx';
import { texts } from '../../texts/index.ts';
import type { CredentialRecord } from '../credential-record.ts';
import { useBeginning, type Connection, type Outcome } from './connection.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { useReturnUrl } from './return-url.ts';
import { WaitingDialog } from './waiting-dialog.tsx';

const words = texts.console.credentials;

interface Props {
  credential: CredentialRecord;
  onEnd(outcome: Outcome): void;
}

/** Connects the account, as its grant type wants it: at the third party, with a password, or at once. */
export function ConnectButton({ credential, onEnd }: Props) {
  const begin = useBeginning(credential.id);
  const returnUrl = useReturnUrl();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [waiting, setWaiting] = useState<Connection>();

  async function connect() {
    setBusy(true);
    try {
      const connection = await begin(
        credential.grant_type === 'authorization_code' && returnUrl.allowed
          ? { return_url: returnUrl.address }
          : {},
      );
      const { authorization_url: url } = connection;
      if (url === undefined) onEnd(connection);
      else if (!isPage(url)) onEnd({ state: 'failed', reason: words.waiting.not_a_page, reason_code: null });
      else if (returnUrl.allowed) location.assign(url);
      else setWaiting(connection);
    } catch (error) {
      onEnd({ state: 'failed', reason: refusalOf(error as Error), reason_code: codeOf(error) });
    } finally {
      setBusy(false);
    }
  }

  const end = (outcome: Outcome) => {
    setAsking(false);
    setWaiting(undefined);
    onEnd(outcome);
  };
  return (
    <>
      <Button
        variant={credential.state === 'connected' ? 'outlined' : 'contained'}
        startIcon={<LinkIcon />}
        disabled={busy || !returnUrl.known}
        onClick={() => (credential.grant_type === 'password' ? setAsking(true) : void connect())}
      >
        {credential.connected_at === null && credential.state !== 'needs_reauthorization'
          ? words.connect
          : words.connect_again}
      </Button>
      {asking && <PasswordDialog credentialId={credential.id} onEnd={end} onClose={() => setAsking(false)} />}
      {waiting !== undefined && (
        <WaitingDialog
          credentialId={credential.id}
          connection={waiting}
          returnUrl={returnUrl.address}
          onEnd={end}
          onClose={() => setWaiting(undefined)}
        />
      )}
    </>
  );
}

/** What kept it from being begun is told by the error's own code. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof ApiError)) return null;
  const code = error.faults[0]?.meta?.['reason_code'];
  return typeof code === 'string' ? code : (error.code ?? null);
}

function isPage(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
