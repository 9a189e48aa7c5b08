import { useRecordContext } from 'react-admin';
import { Navigate } from 'react-router-dom';
import { DeleteButton } from '../parts/delete-button.tsx';
import { EditPage } from '../parts/edit-page.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import { Badges } from './badges.tsx';
import type { ComponentRecord } from './component-record.ts';
import { ComponentFields, withDescriptor } from './form-fields.tsx';
import { NeededClient } from './needed-client.tsx';

const { fields } = texts.resources.components;

export default function ComponentEdit() {
  return (
    <EditPage transform={withDescriptor} actions={<Delete />}>
      <ReadOnlyComponent />
      <NeededClient />
      <Known />
      <ComponentFields />
    </EditPage>
  );
}

/** Components of other tenants are shown read-only, since changes would be rejected. */
function ReadOnlyComponent() {
  const component = useRecordContext<ComponentRecord>();
  return component?.own === false ? <Navigate to={`/components/${component.id}/show`} replace /> : null;
}

export function Known() {
  const component = useRecordContext<ComponentRecord>();
  if (component === undefined) return null;
  return (
    <Facts>
      <Fact name={fields.usable}>
        <Badges component={component} />
      </Fact>
      <Fact name={fields.updated_at}>
        <Moment at={component.updated_at} />
      </Fact>
    </Facts>
  );
}

function Delete() {
  const component = useRecordContext<ComponentRecord>();
  return <DeleteButton name={component?.name ?? ''} text={texts.console.components.deleting_text} />;
}
