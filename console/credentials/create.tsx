import { Create } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { FormPage } from '../parts/form-page.tsx';
import { texts } from '../texts/index.ts';
import { CredentialFields } from './form/credential-fields.tsx';
import { toSend } from './form/to-send.ts';

export default function CredentialCreate() {
  // A component's own page may lead here with its id.
  const component_id = useSearchParams()[0].get('component');
  const client_from = component_id === null ? 'own' : 'component';
  return (
    <Create transform={toSend} redirect="show" title={texts.console.credentials.new}>
      <FormPage isNew defaultValues={{ grant_type: 'authorization_code', client_from, component_id }}>
        <CredentialFields />
      </FormPage>
    </Create>
  );
}
