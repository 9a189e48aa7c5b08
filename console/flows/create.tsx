import { CreatePage } from '../parts/create-page.tsx';
import { texts } from '../texts/index.ts';
import { FlowFields, withSettings } from './form-fields.tsx';

export default function FlowCreate() {
  return (
    <CreatePage
      transform={withSettings}
      redirect="show"
      title={texts.console.flows.new}
      defaultValues={{ status: 'draft', graph: { nodes: [], edges: [] } }}
    >
      <FlowFields />
    </CreatePage>
  );
}
