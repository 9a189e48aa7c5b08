import { useState } from 'react';
import { Create, RadioButtonGroupInput, useRedirect } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { fill } from '../parts/fill.ts';
import { FormPage } from '../parts/form-page.tsx';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { texts } from '../texts/index.ts';
import { MeaningFields, NameAndFlow, ProofFields } from './form-fields.tsx';
import { withServices } from './services.ts';

const words = texts.console.webhooks;

/** As the API answers, this once. */
interface Made {
  id: string;
  name: string;
  signing_secret: string;
}

export default function WebhookCreate() {
  // The flow's own page leads here with its id.
  const flow_id = useSearchParams()[0].get('flow');
  const [made, setMade] = useState<Made>();
  const redirect = useRedirect();
  return (
    <>
      <Create
        transform={withServices}
        title={words.new}
        mutationOptions={{ onSuccess: (webhook: Made) => setMade(webhook) }}
      >
        <FormPage isNew defaultValues={{ flow_id, authentication: 'oauth2', config_services: {} }}>
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
          <ProofFields isNew />
          <MeaningFields />
        </FormPage>
      </Create>
      {made !== undefined && (
        <SecretDialog
          title={fill(words.created, { name: made.name })}
          secrets={{ [words.signing_secret]: made.signing_secret }}
          onClose={() => redirect('show', 'webhooks', made.id)}
        />
      )}
    </>
  );
}
