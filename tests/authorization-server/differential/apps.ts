import { registerApp, type RegisteredApp } from '../../support/oauth.ts';
import type { Caller } from '../../support/app.ts';

export const CALLBACK = 'https://app.example/callback';
export const WITH_QUERY = 'https://app.example/other?x=1';
export const LOOPBACK = 'http://127.0.0.1/native';

/** Scopes that both servers know. */
export const SCOPES = ['offline_access', 'read.flows', 'read.components', 'read.users'];

const [CODE, REFRESH, CREDENTIALS] = ['authorization_code', 'refresh_token', 'client_credentials'];

/** The apps as they are registered at both servers. */
const METADATA = {
  /** Two redirect URIs, so that requests must name one. */
  web: { public: false, redirect_uris: [CALLBACK, WITH_QUERY], grant_types: [CODE, REFRESH, CREDENTIALS] },
  /** One redirect URI, which may be left out. */
  single: { public: false, redirect_uris: [CALLBACK], grant_types: [CODE, REFRESH] },
  /** Of the same tenant as the others, and none of them. */
  other: { public: false, redirect_uris: [CALLBACK, WITH_QUERY], grant_types: [CODE, REFRESH, CREDENTIALS] },
  native: { public: true, redirect_uris: [CALLBACK, LOOPBACK], grant_types: [CODE, REFRESH] },
  /** Nobody signs in for it. */
  robot: { public: false, redirect_uris: [], grant_types: [CREDENTIALS] },
};

export type AppName = keyof typeof METADATA;

export interface App extends Pick<RegisteredApp, 'client_id' | 'client_secret' | 'basic'> {
  public: boolean;
  redirect_uris: string[];
  grant_types: string[];
  scopes: string[];
}

export type Apps = Record<AppName, App>;

/** Registers all of them at Valetkey, whose names and secrets the other server is given as well. */
export async function registerApps(by: Caller): Promise<Apps> {
  const apps = Object.entries(METADATA).map(async ([name, metadata]) => {
    const scopes = ['offline_access', 'read.flows', 'read.components'];
    const attributes = { ...metadata, scopes } as Omit<App, keyof RegisteredApp>;
    return [name, { ...(await registerApp(by, attributes)), ...attributes }] as const;
  });
  return Object.fromEntries(await Promise.all(apps)) as Apps;
}
