import { Create, SimpleForm } from 'react-admin';
import { texts } from '../texts.ts';
import { ComponentFields, withDescriptor } from './form-fields.tsx';

export default function ComponentCreate() {
  return (
    <Create transform={withDescriptor} redirect="edit" title={texts.console.components.new}>
      <SimpleForm warnWhenUnsavedChanges defaultValues={{ access: 'tenant' }}>
        <ComponentFields />
      </SimpleForm>
    </Create>
  );
}
