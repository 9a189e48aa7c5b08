import { registerApp, type RegisteredApp } from '../../support/oauth.ts';
import type { Caller } from '../../support/app.ts';

export const CALLBACK = 'https://app.example/callback';
export const WITH_QUERY = 'https://app.example/other?x=1';
export const LOOPBACK = 'http://127.0.0.1/native';

/** Scopes that both servers know. */
export const SCOPES = ['offline_access', 'read.flows', 'read.components', 'read.users'];

export type AppName = 'web' | 'single' | 'other' | 'native' | 'robot';

const CODE = 'authorization_code';
const REFRESH = 'refresh_token';
const CREDENTIALS = 'client_credentials';

/** The apps, with the same registration at both servers. */
const METADATA: Record<AppName, Pick<App, 'public' | 'redirect_uris' | 'grant_types'>> = {
  /** Two redirect URIs, so that requests must name one. */
  web: { public: false, redirect_uris: [CALLBACK, WITH_QUERY], grant_types: [CODE, REFRESH, CREDENTIALS] },
  /** One redirect URI, which requests can omit. */
  single: { public: false, redirect_uris: [CALLBACK], grant_types: [CODE, REFRESH] },
  /** Another app of the same tenant. */
  other: { public: false, redirect_uris: [CALLBACK, WITH_QUERY], grant_types: [CODE, REFRESH, CREDENTIALS] },
  native: { public: true, redirect_uris: [CALLBACK, LOOPBACK], grant_types: [CODE, REFRESH] },
  /** Acts only as itself. */
  robot: { public: false, redirect_uris: [], grant_types: [CREDENTIALS] },
};

export interface App extends Pick<RegisteredApp, 'client_id' | 'client_secret' | 'basic'> {
  public: boolean;
  redirect_uris: string[];
  grant_types: string[];
  scopes: string[];
}

export type Apps = Record<AppName, App>;

/** Registers the apps at Valetkey. The peer is given the same client IDs and secrets. */
export async function registerApps(by: Caller): Promise<Apps> {
  const made = {} as Apps;
  for (const [name, metadata] of Object.entries(METADATA)) {
    const attributes = { ...metadata, scopes: ['offline_access', 'read.flows', 'read.components'] };
    made[name as AppName] = { ...attributes, ...(await registerApp(by, attributes)) };
  }
  return made;
}
