import { maxLength, required, TextInput, useRecordContext } from 'react-admin';
import { DeleteButton } from '../parts/delete-button.tsx';
import { EditPage } from '../parts/edit-page.tsx';
import { texts } from '../texts/index.ts';
import { ReadOnlyFields } from './read-only-fields.tsx';
import type { ScopeRecord } from './scope-record.ts';

const words = texts.console.scopes;

export default function ScopeEdit() {
  return (
    <EditPage actions={<Delete />}>
      <ReadOnlyFields />
      <TextInput
        source="description"
        validate={[required(), maxLength(255)]}
        helperText={words.description_help}
        fullWidth
      />
    </EditPage>
  );
}

function Delete() {
  const scope = useRecordContext<ScopeRecord>();
  if (scope === undefined || scope.built_in) return null;
  return <DeleteButton name={scope.name} text={words.deleting_text} />;
}
