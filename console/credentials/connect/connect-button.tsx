import LinkIcon from '@mui/icons-material/Link';
import { Button } from '@mui/material';
import { useState } from 'react';
import { errorMessageOf } from '../../parts/confirm-button.tsx';
import { texts } from '../../texts/index.ts';
import { useSingleFlight } from '../../parts/use-single-flight.ts';
import type { CredentialRecord } from '../credential-record.ts';
import { codeOf } from '../connection-errors.ts';
import { DeviceDialog } from './device-dialog.tsx';
import { useStartConnection, type Connection, type Outcome } from './connection.ts';
import { useLogin } from './login.ts';
import { LoginDialog } from './login-dialog.tsx';
import { useReturnUrl } from './return-url.ts';
import { WaitingDialog } from './waiting-dialog.tsx';

const words = texts.console.credentials;

interface Props {
  credential: CredentialRecord;
  /** Whether this is the main action. */
  primary: boolean;
  onEnd(outcome: Outcome): void;
}

/** Connects the account as its provider requires: there, with a password or an API key, or directly. */
export function ConnectButton({ credential, primary, onEnd }: Props) {
  const begin = useStartConnection(credential.id);
  const returnUrl = useReturnUrl();
  const login = useLogin(credential);
  const [busy, setBusy] = useState(false);
  const { runOnce, release } = useSingleFlight();
  const [asking, setAsking] = useState(false);
  const [waiting, setWaiting] = useState<Connection>();

  async function connect() {
    setBusy(true);
    try {
      const connection = await begin(
        credential.grant_type === 'authorization_code' && returnUrl.allowed
          ? { return_url: returnUrl.url }
          : {},
      );
      const { authorization_url: url = connection.verification_uri } = connection;
      if (url === undefined) onEnd(connection);
      else if (!isPage(url)) onEnd({ state: 'failed', reason: words.waiting.not_a_page, reason_code: null });
      else if (connection.user_code === undefined && returnUrl.allowed) location.assign(url);
      else setWaiting(connection);
    } catch (error) {
      onEnd({ state: 'failed', reason: errorMessageOf(error as Error), reason_code: codeOf(error) });
    } finally {
      setBusy(false);
      release();
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
        variant={primary ? 'contained' : 'outlined'}
        startIcon={<LinkIcon />}
        disabled={busy || !returnUrl.known}
        onClick={() => (login === undefined ? void runOnce(connect) : setAsking(true))}
      >
        {credential.connected_at === null && credential.state !== 'needs_reauthorization'
          ? words.connect
          : words.reconnect}
      </Button>
      {asking && login !== undefined && (
        <LoginDialog
          credentialId={credential.id}
          login={login}
          onEnd={end}
          onClose={() => setAsking(false)}
        />
      )}
      {waiting?.user_code !== undefined && (
        <DeviceDialog
          credentialId={credential.id}
          connection={waiting}
          onEnd={end}
          onClose={() => setWaiting(undefined)}
        />
      )}
      {waiting?.authorization_url !== undefined && (
        <WaitingDialog
          credentialId={credential.id}
          connection={waiting}
          returnUrl={returnUrl.url}
          onEnd={end}
          onClose={() => setWaiting(undefined)}
        />
      )}
    </>
  );
}

function isPage(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
