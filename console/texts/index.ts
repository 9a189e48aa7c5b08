import { mergeTranslations } from 'ra-core';
import english from 'ra-language-english';
import { apiKeys } from './api-keys.ts';
import { authorizations } from './authorizations.ts';
import { components } from './components.ts';
import { credentialForm } from './credential-form.ts';
import { credentials } from './credentials.ts';
import { flows } from './flows.ts';
import { oauthApps } from './oauth-apps.ts';
import { oauthClients } from './oauth-clients.ts';
import { profile } from './profile.ts';
import { scopes } from './scopes.ts';
import { shared } from './shared.ts';

/**
 * Every text of the console, in one place: a translation is another such folder. What react-admin says itself comes from
 * its own translation, with what is said otherwise here.
 */
const own = [
  shared,
  components,
  flows,
  oauthClients,
  oauthApps,
  authorizations,
  scopes,
  apiKeys,
  credentials,
  credentialForm,
  profile,
] as const;

type All<Parts> = Parts extends readonly [infer One, ...infer Others] ? One & All<Others> : unknown;

export const texts = mergeTranslations(english, ...own) as All<typeof own> & typeof english;
