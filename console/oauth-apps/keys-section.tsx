import { Alert } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Copyable } from '../parts/copy.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Section } from '../parts/section.tsx';
import { texts } from '../texts/index.ts';
import type { AppRecord } from './app-record.ts';
import { Endpoints } from './endpoints.tsx';
import { Secrets } from './secrets.tsx';

const words = texts.console.apps;
const { fields } = texts.resources['oauth-apps'];

/** The values to configure in the app. */
export function KeysSection() {
  const app = useRecordContext<AppRecord>();
  if (app === undefined) return null;
  return (
    <Section title={words.sections.keys}>
      {app.redirect_uris.length === 0 && app.grant_types.includes('authorization_code') && (
        <Alert severity="warning" sx={{ mb: 2 }}>
          {words.no_return_url}
        </Alert>
      )}
      <Facts>
        <Fact name={fields.client_id}>
          <Copyable value={app.client_id} name={fields.client_id} />
        </Fact>
        <Endpoints app={app} />
        <Fact name={fields.kind}>{words.kinds[app.kind]}</Fact>
        <Fact name={fields.client_secret}>
          <Secrets app={app} />
        </Fact>
      </Facts>
    </Section>
  );
}
