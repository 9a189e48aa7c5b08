import { EditPage } from '../parts/edit-page.tsx';
import { FlowFields, withGraph } from './form-fields.tsx';

export default function FlowEdit() {
  return (
    <EditPage transform={withGraph} leadsTo="show">
      <FlowFields />
    </EditPage>
  );
}
