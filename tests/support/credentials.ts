import { document, type Answer, type Caller, type TestApp } from './app.ts';
import { tablesOf } from './direct-database.ts';
import { startProvider, type Provider, type ProviderOptions } from './providers/provider.mjs';

/** Settings that allow the program to call third parties on this machine. */
export const LOOPBACK_ALLOWED = { OUTBOUND_ALLOW: '127.0.0.1' };

const providers: Provider[] = [];

/** Starts a third party that runs until `closeProviders`. */
export async function provider(options?: ProviderOptions): Promise<Provider> {
  const started = await startProvider(options);
  providers.push(started);
  return started;
}

export async function closeProviders(): Promise<void> {
  await Promise.all(providers.splice(0).map((one) => one.close()));
}

/** The attributes of a credential for a provider double. */
export function credentialAt(at: Pick<Provider, 'url'>, attributes: object = {}): object {
  return {
    name: 'An account',
    client_id: 'acme',
    client_secret: 's3cret',
    authorization_url: `${at.url}/authorize`,
    token_url: `${at.url}/token`,
    revocation_url: `${at.url}/revoke`,
    scopes: ['read', 'write'],
    ...attributes,
  };
}

/** Creates a credential. @returns its ID */
export async function makeCredential(
  by: Caller,
  at: Pick<Provider, 'url'>,
  attributes: object = {},
): Promise<string> {
  const { body } = await by.post('credentials', document('credential', credentialAt(at, attributes)));
  return body.data.id as string;
}

/** Starts a connection attempt. */
export async function startConnection(by: Caller, id: string, attributes: object = {}): Promise<Answer> {
  return by.post(`credentials/${id}/connections`, document('connection', attributes));
}

/** Authorizes at the provider. @returns the query of the redirect back to the callback */
export async function agree(authorizationUrl: string): Promise<string> {
  const { headers } = await fetch(authorizationUrl, { redirect: 'manual' });
  return new URL(headers.get('location')!).search;
}

/** Connects a credential as a user does in a browser. @returns the response of the callback */
export async function connectInBrowser(app: TestApp, by: Caller, id: string): Promise<Answer> {
  const { body } = await startConnection(by, id);
  return app.request('GET', `/callback/oauth2${await agree(body.data.attributes.authorization_url)}`);
}

/** Creates a connected credential. @returns its ID */
export async function connected(
  app: TestApp,
  by: Caller,
  at: Pick<Provider, 'url'>,
  attributes: object = {},
): Promise<string> {
  const id = await makeCredential(by, at, attributes);
  const { status, text } = await connectInBrowser(app, by, id);
  if (status !== 200) throw new Error(`not connected: ${text}`);
  return id;
}

/** Requests the access token of a credential. */
export async function tokenOf(by: Caller, id: string): Promise<Answer> {
  return by.post(`credentials/${id}/tokens`);
}

/** Ages a credential's token by this many milliseconds, and removes the delay of the next retry. */
export async function age(app: TestApp, id: string, milliseconds: number): Promise<void> {
  const raw = (column: string) => tablesOf(app).raw('?? - ?', [column, milliseconds]);
  await tablesOf(app)('connections')
    .where({ credential_id: id })
    .update({
      obtained_at: raw('obtained_at'),
      expires_at: raw('expires_at'),
      refresh_at: raw('refresh_at'),
      retry_at: null,
    });
}
