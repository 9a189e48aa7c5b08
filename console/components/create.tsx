import { CreatePage } from '../parts/create-page.tsx';
import { texts } from '../texts/index.ts';
import { ComponentFields, withDescriptor } from './form-fields.tsx';

export default function ComponentCreate() {
  return (
    <CreatePage
      transform={withDescriptor}
      redirect="edit"
      title={texts.console.components.new}
      defaultValues={{ access: 'tenant' }}
    >
      <ComponentFields />
    </CreatePage>
  );
}
