import { maxLength, required, TextInput } from 'react-admin';
import { CreatePage } from '../parts/create-page.tsx';
import { texts } from '../texts/index.ts';

const words = texts.console.scopes;

export default function ScopeCreate() {
  return (
    <CreatePage redirect="list" title={words.new}>
      <TextInput
        source="name"
        validate={required()}
        helperText={words.name_help}
        autoComplete="off"
        fullWidth
      />
      <TextInput
        source="description"
        validate={[required(), maxLength(255)]}
        helperText={words.description_help}
        fullWidth
      />
    </CreatePage>
  );
}
