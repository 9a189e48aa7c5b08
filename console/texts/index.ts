import { mergeTranslations } from 'react-admin';
import english from 'ra-language-english';
import { apiKeys } from './api-keys.ts';
import { audit } from './audit.ts';
import { authorizations } from './authorizations.ts';
import { components } from './components.ts';
import { credentialForm } from './credential-form.ts';
import { credentials } from './credentials.ts';
import { flows } from './flows.ts';
import { oauthApps } from './oauth-apps.ts';
import { oauthClients } from './oauth-clients.ts';
import { overview } from './overview.ts';
import { previousSecret } from './previous-secret.ts';
import { profile } from './profile.ts';
import { providers } from './providers.ts';
import { roles } from './roles.ts';
import { scopes } from './scopes.ts';
import { senders } from './senders.ts';
import { settings } from './settings.ts';
import { shared } from './shared.ts';
import { users } from './users.ts';
import { webhookEvents } from './webhook-events.ts';
import { webhookTest } from './webhook-test.ts';
import { webhooks } from './webhooks.ts';

/**
 * All strings of the console. A translation is another folder like this one. React-admin's own strings come from its
 * translation, with overrides in shared.ts.
 */
const own = [
  shared,
  overview,
  components,
  flows,
  oauthClients,
  credentials,
  credentialForm,
  providers,
  previousSecret,
  oauthApps,
  authorizations,
  scopes,
  apiKeys,
  webhooks,
  webhookTest,
  senders,
  webhookEvents,
  users,
  roles,
  audit,
  settings,
  profile,
] as const;

type All<Parts> = Parts extends readonly [infer One, ...infer Others] ? One & All<Others> : unknown;

export const texts = mergeTranslations(english, ...own) as All<typeof own> & typeof english;
