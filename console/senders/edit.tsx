import { useRecordContext } from 'react-admin';
import { Navigate } from 'react-router-dom';
import { EditPage } from '../parts/edit-page.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { texts } from '../texts/index.ts';
import { NameInput, SenderFields, withSettings } from './form-fields.tsx';
import type { SenderRecord } from './sender-record.ts';

export default function SenderEdit() {
  return (
    <EditPage transform={withSettings} leadsTo="show">
      <ReadOnlySender />
      <Identifier />
      <NameInput />
      <SenderFields />
    </EditPage>
  );
}

/** Built-in presets are shown read-only, since changes would be rejected. */
function ReadOnlySender() {
  const sender = useRecordContext<SenderRecord>();
  return sender?.built_in === true ? <Navigate to={`/senders/${sender.id}/show`} replace /> : null;
}

function Identifier() {
  const sender = useRecordContext<SenderRecord>();
  if (sender === undefined) return null;
  return (
    <Facts>
      <Fact name={texts.resources.senders.fields.id}>
        <code>{sender.id}</code>
      </Fact>
    </Facts>
  );
}
