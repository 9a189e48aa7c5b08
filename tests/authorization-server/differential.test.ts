import { startApp, type Answer, type TestApp } from '../support/app.ts';
import { givePassword } from '../support/oauth.ts';
import { registerApps, SCOPES } from './differential/apps.ts';
import { authorizeRows } from './differential/authorize-rows.ts';
import { introspectionRows, pushedRows, revocationRows } from './differential/management-rows.ts';
import { startOidcPeer } from './differential/oidc-peer.ts';
import { differenceOf } from './differential/outcome.ts';
import type { Row } from './differential/row.ts';
import { serverAt, type Send, type Server } from './differential/server.ts';
import {
  clientRows,
  codeRows,
  credentialsRows,
  refreshRows,
  requestRows,
} from './differential/token-rows.ts';

/**
 * Sends the same requests to Valetkey and to oidc-provider, an independent authorization server. If the responses
 * differ, the row says how, and which standard permits Valetkey's. The choice of database does not matter here, so
 * SQLite is enough.
 */

let app: TestApp;
let valetkey: Server;
let oidcProvider: Server;
let close: () => void;

beforeAll(async () => {
  // oidc-provider warns at length about this configuration.
  jest.spyOn(console, 'warn').mockReturnValue();
  jest.spyOn(console, 'info').mockReturnValue();
  app = await startApp();
  const owner = await app.tenant();
  await givePassword(app, owner);
  const { email } = owner;
  const apps = await registerApps(owner);
  const { issuer } = (await app.request('GET', '/.well-known/oauth-authorization-server')).body;
  valetkey = serverAt({ issuer, apps, email, send: sendToValetkey });
  const peer = await startOidcPeer(Object.values(apps), SCOPES);
  oidcProvider = serverAt({ issuer: peer.issuer, apps, email, send: sendTo(peer.issuer) });
  ({ close } = peer);
});
afterAll(async () => {
  await app.close();
  close();
});

const sendToValetkey: Send = (method, path, options) =>
  app.request(method, path, {
    ...options,
    unknownPath: method === 'GET' && !/^\/(oauth2\/auth\b|login|\.well-known)/.test(path),
  });

function sendTo(origin: string): Send {
  return async (method, path, options): Promise<Answer> => {
    const answer = await fetch(origin + path, { method, redirect: 'manual', ...options });
    const text = await answer.text();
    const headers = {
      ...Object.fromEntries(answer.headers),
      'set-cookie': answer.headers.getSetCookie() as unknown as string,
    };
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers, body: isJson ? JSON.parse(text) : text, text };
  };
}

const TABLES: [endpoint: string, rows: Row[]][] = [
  ['authorization endpoint', authorizeRows],
  ['token endpoint, authorization code', codeRows],
  ['token endpoint, request format', requestRows],
  ['token endpoint, client authentication', clientRows],
  ['token endpoint, client credentials', credentialsRows],
  ['token endpoint, refresh token', refreshRows],
  ['introspection', introspectionRows],
  ['revocation', revocationRows],
  ['pushed authorization requests', pushedRows],
];

describe.each(TABLES)('%s: the responses differ only where a standard permits it', (_endpoint, rows) => {
  test.each(rows.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
    const [own, peer] = [await row.run(valetkey), await row.run(oidcProvider)];
    expect(differenceOf(own, peer)).toEqual(row.differs?.[0] ?? {});
    if (row.differs !== undefined) expect(row.differs[1]).toMatch(/RFC \d{4}, [\dA-Z]/);
    if (row.succeeds) expect(own['error']).toBeUndefined();
  });
});
