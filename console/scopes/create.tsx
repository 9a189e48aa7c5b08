import { Create, maxLength, required, TextInput } from 'react-admin';
import { FormPage } from '../parts/form-page.tsx';
import { texts } from '../texts/index.ts';

const words = texts.console.scopes;

export default function ScopeCreate() {
  return (
    <Create redirect="list" title={words.new}>
      <FormPage isNew>
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
      </FormPage>
    </Create>
  );
}
