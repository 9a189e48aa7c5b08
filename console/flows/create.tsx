import { Create } from 'react-admin';
import { FormPage } from '../parts/form-page.tsx';
import { texts } from '../texts/index.ts';
import { FlowFields, withGraph } from './form-fields.tsx';

export default function FlowCreate() {
  return (
    <Create transform={withGraph} redirect="show" title={texts.console.flows.new}>
      <FormPage isNew defaultValues={{ status: 'draft', graph: { nodes: [], edges: [] } }}>
        <FlowFields />
      </FormPage>
    </Create>
  );
}
