import { PasswordInput, required, TextInput } from 'react-admin';
import { CreatePage } from '../parts/create-page.tsx';
import { useSearchParams } from 'react-router-dom';
import { texts } from '../texts/index.ts';
import { ComponentInput } from './component-input.tsx';

const words = texts.console.clients;

export default function ClientCreate() {
  // The component's page links here with its ID.
  const component_id = useSearchParams()[0].get('component');
  return (
    <CreatePage redirect="list" title={words.new} defaultValues={{ component_id }}>
      <ComponentInput />
      <TextInput
        source="client_id"
        validate={required()}
        helperText={words.id_help}
        autoComplete="off"
        fullWidth
      />
      <PasswordInput
        source="client_secret"
        validate={required()}
        helperText={words.secret_help}
        autoComplete="new-password"
        fullWidth
      />
    </CreatePage>
  );
}
