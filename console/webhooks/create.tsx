import { useState } from 'react';
import { RadioButtonGroupInput, useRedirect } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { fill } from '../parts/fill.ts';
import { CreatePage } from '../parts/create-page.tsx';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { texts } from '../texts/index.ts';
import { FlowFields } from './flow-fields.tsx';
import { ParsingFields, NameAndFlow, AuthenticationFields } from './form-fields.tsx';
import { JsonFields } from './json-fields.tsx';
import { SenderPreset } from './sender-preset.tsx';
import { withServices } from './services.ts';

const words = texts.console.webhooks;

/** An empty secret is set later. */
function withoutSecretYet(values: Record<string, unknown>): Record<string, unknown> {
  const sent = withServices(values);
  return values['authentication'] === 'signature' ? { secret: null, ...sent } : sent;
}

/** The response, whose secrets are shown once. */
interface Made {
  id: string;
  name: string;
  signing_secret: string;
}

export default function WebhookCreate() {
  // The flow's page links here with its ID.
  const flow_id = useSearchParams()[0].get('flow');
  const [made, setMade] = useState<Made>();
  const redirect = useRedirect();
  return (
    <>
      <CreatePage
        transform={withoutSecretYet}
        title={words.new}
        onCreated={(webhook) => setMade(webhook as Made)}
        defaultValues={{ flow_id, authentication: 'oauth2', config_services: {}, additional_flows: [] }}
      >
        <SenderPreset />
        <NameAndFlow />
        <RadioButtonGroupInput
          source="authentication"
          row={false}
          helperText={false}
          choices={[
            { id: 'oauth2', name: words.by_oauth2 },
            { id: 'signature', name: words.by_signature },
          ]}
        />
        <AuthenticationFields isNew />
        <ParsingFields />
        <FlowFields />
        <JsonFields />
      </CreatePage>
      {made !== undefined && (
        <SecretDialog
          title={fill(words.created, { name: made.name })}
          secrets={{ [words.signing_secret]: made.signing_secret }}
          help={words.signing_secret_help}
          onClose={() => redirect('show', 'webhooks', made.id)}
        />
      )}
    </>
  );
}
