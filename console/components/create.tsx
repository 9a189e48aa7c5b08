import { Create } from 'react-admin';
import { FormPage } from '../parts/form-page.tsx';
import { texts } from '../texts/index.ts';
import { ComponentFields, withDescriptor } from './form-fields.tsx';

export default function ComponentCreate() {
  return (
    <Create transform={withDescriptor} redirect="edit" title={texts.console.components.new}>
      <FormPage isNew defaultValues={{ access: 'tenant' }}>
        <ComponentFields />
      </FormPage>
    </Create>
  );
}
