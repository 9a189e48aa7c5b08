import { useEffect, useEffectEvent, useState } from 'react';
import { useRecordContext, useRefresh, useShowContext } from 'react-admin';
import { ShowPage } from '../parts/show-page.tsx';
import { useMay, useCurrentUser } from '../current-user.ts';
import { Account } from './account.tsx';
import { ConditionPanel } from './condition-panel.tsx';
import { useReturnedConnection, useConnection, type Outcome } from './connect/connection.ts';
import { OutcomeAlert } from './connect/outcome.tsx';
import { useAnnouncement } from './connect/use-announcement.ts';
import type { CredentialRecord } from './credential-record.ts';
import { ServicesPanel } from './services-panel.tsx';
import { Settings } from './settings.tsx';
import { Timeline } from './timeline.tsx';
import { forget } from './use-history.ts';
import { Usage } from './usage.tsx';

export default function CredentialShow() {
  return (
    <ShowPage>
      <Credential />
    </ShowPage>
  );
}

function Credential() {
  const credential = useRecordContext<CredentialRecord>();
  const connection = useReturnedConnection();
  const { data: cameBack } = useConnection(
    credential?.id ?? '',
    credential === undefined ? null : connection,
  );
  // null: another action has run since.
  const [ended, setEnded] = useState<Outcome | null>();
  const refresh = useRefresh();
  const { refetch } = useShowContext();
  const announce = useAnnouncement();
  const cameBackWith = cameBack?.state;
  const announceReturn = useEffectEvent(announce);
  useEffect(() => {
    if (cameBackWith !== undefined) announceReturn({ state: cameBackWith });
  }, [cameBackWith]);
  const may = useMay();
  const maySeeLog = useCurrentUser().permissions.has('tenants.audit_events.get');
  if (credential === undefined) return null;
  const outcome = ended === undefined ? cameBack : ended;
  const end = (how: Outcome | null) => {
    if (how !== null) announce(how);
    forget(credential.id);
    refresh();
    // What the outcome says depends on the credential's current state.
    void refetch?.().then(() => setEnded(how));
  };
  return (
    <>
      {outcome && <OutcomeAlert outcome={outcome} credential={credential} />}
      <ConditionPanel credential={credential} onEnd={end} />
      <Account credential={credential} />
      {maySeeLog && <Timeline credentialId={credential.id} />}
      {(may('flows', 'get') || may('webhooks', 'get')) && <Usage credentialId={credential.id} />}
      <ServicesPanel credential={credential} />
      <Settings credential={credential} />
    </>
  );
}
