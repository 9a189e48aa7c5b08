import { useRecordContext } from 'react-admin';
import { Navigate } from 'react-router-dom';
import { EditPage } from '../parts/edit-page.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { texts } from '../texts/index.ts';
import { NameInput, ProviderFields, withSettings } from './form-fields.tsx';
import type { ProviderRecord } from './provider-record.ts';

const { fields } = texts.resources.providers;

export default function ProviderEdit() {
  return (
    <EditPage transform={withSettings} leadsTo="show">
      <ReadOnlyProvider />
      <Identifier />
      <NameInput />
      <ProviderFields isNew={false} />
    </EditPage>
  );
}

/** Providers of the catalog are shown read-only, since changes would be rejected. */
function ReadOnlyProvider() {
  const provider = useRecordContext<ProviderRecord>();
  return provider?.built_in === true ? <Navigate to={`/providers/${provider.id}/show`} replace /> : null;
}

function Identifier() {
  const provider = useRecordContext<ProviderRecord>();
  if (provider === undefined) return null;
  return (
    <Facts>
      <Fact name={fields.id}>
        <code>{provider.id}</code>
      </Fact>
    </Facts>
  );
}
