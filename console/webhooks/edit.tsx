import { useRecordContext } from 'react-admin';
import { EditPage } from '../parts/edit-page.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { texts } from '../texts/index.ts';
import { FlowFields } from './flow-fields.tsx';
import { ParsingFields, NameAndFlow, AuthenticationFields } from './form-fields.tsx';
import { JsonFields } from './json-fields.tsx';
import { withServices } from './services.ts';
import { authenticationLabel } from './state.tsx';
import type { WebhookRecord } from './webhook-record.ts';

export default function WebhookEdit() {
  return (
    <EditPage transform={withServices} leadsTo="show">
      <Fields />
    </EditPage>
  );
}

function Fields() {
  const webhook = useRecordContext<WebhookRecord>();
  if (webhook === undefined) return null;
  return (
    <>
      <NameAndFlow />
      <Facts>
        <Fact name={texts.resources.webhooks.fields.authentication}>{authenticationLabel(webhook)}</Fact>
      </Facts>
      <AuthenticationFields />
      <ParsingFields />
      <FlowFields />
      <JsonFields />
    </>
  );
}
