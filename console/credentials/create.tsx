import { useSearchParams } from 'react-router-dom';
import { CreatePage } from '../parts/create-page.tsx';
import { texts } from '../texts/index.ts';
import { CredentialFields } from './form/credential-fields.tsx';
import { requestAttributes } from './form/request-attributes.ts';

export default function CredentialCreate() {
  // The component's page links here with its ID.
  const component_id = useSearchParams()[0].get('component');
  const client_from = component_id === null ? 'own' : 'component';
  return (
    <CreatePage
      transform={requestAttributes}
      redirect="show"
      title={texts.console.credentials.new}
      defaultValues={{ grant_type: 'authorization_code', client_from, component_id }}
    >
      <CredentialFields />
    </CreatePage>
  );
}
