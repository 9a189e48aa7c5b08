import { Button } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { EditPage } from '../parts/edit-page.tsx';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { CredentialFields } from './form/credential-fields.tsx';
import { requestAttributes } from './form/request-attributes.ts';

export default function CredentialEdit() {
  return (
    <EditPage transform={requestAttributes} leadsTo="show" actions={<Back />}>
      <Fields />
    </EditPage>
  );
}

function Fields() {
  const credential = useRecordContext<CredentialRecord>();
  return <CredentialFields hasSecret={credential?.has_client_secret ?? false} />;
}

function Back() {
  const credential = useRecordContext<CredentialRecord>();
  if (credential === undefined) return null;
  return (
    <Button component={Link} to={`/credentials/${credential.id}/show`}>
      {texts.console.credential_form.back}
    </Button>
  );
}
