import { EditPage } from '../parts/edit-page.tsx';
import { FlowFields, withSettings } from './form-fields.tsx';

export default function FlowEdit() {
  return (
    <EditPage transform={withSettings} leadsTo="show">
      <FlowFields />
    </EditPage>
  );
}
