import { useState } from 'react';
import type { ApiRecord } from '../api/records.ts';
import { CreateWithSecret } from '../parts/create-with-secret.tsx';
import { useMay } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { asDocument } from './app-record.ts';
import { AppFields } from './app-fields.tsx';
import { KindInputs } from './kind-inputs.tsx';
import { suggestedName } from './suggested-name.ts';

const words = texts.console.apps;
const { fields } = texts.resources['oauth-apps'];

export default function AppCreate() {
  const mayEdit = useMay()('oauth-apps', 'edit');
  const [name] = useState(suggestedName);
  return (
    <CreateWithSecret
      title={words.new}
      defaultValues={{
        name,
        kind: 'oauth2',
        public: false,
        redirect_uris: [],
        scopes: [],
        grant_types: ['authorization_code', 'refresh_token'],
        automatic_consent: false,
        impersonation: false,
        audience: 'tenant',
      }}
      transform={asDocument}
      secretsOf={secretsOf}
      lost={(app) => (app['public'] === true ? undefined : words.secrets.lost)}
      dialogTitle={(app) => fill(words.created, { name: app['name'] })}
      then={({ id }) => `/oauth-apps/${id}/${mayEdit ? '' : 'show'}`}
    >
      <AppFields nameHelp={words.name_help}>
        <KindInputs />
      </AppFields>
    </CreateWithSecret>
  );
}

function secretsOf({ client_id, client_secret }: ApiRecord): Record<string, string> | undefined {
  return typeof client_secret === 'string'
    ? { [fields.client_id]: String(client_id), [fields.client_secret]: client_secret }
    : undefined;
}
