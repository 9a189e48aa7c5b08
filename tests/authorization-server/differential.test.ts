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
 * The same requests to Valetkey and to oidc-provider, an authorization server that nobody here wrote. Where they
 * answer differently the row says in what, and which standard lets Valetkey do so. Which database is below decides none
 * of it, so that SQLite will do.
 */

let app: TestApp;
let ours: Server;
let theirs: Server;
let close: () => void;

beforeAll(async () => {
  // oidc-provider says at length that nobody should run it like this.
  jest.spyOn(console, 'warn').mockReturnValue();
  jest.spyOn(console, 'info').mockReturnValue();
  app = await startApp();
  const owner = await app.tenant();
  await givePassword(app, owner);
  const { email } = owner;
  const apps = await registerApps(owner);
  const { issuer } = (await app.request('GET', '/.well-known/oauth-authorization-server')).body;
  ours = serverAt({ issuer, apps, email, send: sendToValetkey });
  const peer = await startOidcPeer(Object.values(apps), SCOPES);
  theirs = serverAt({ issuer: peer.issuer, apps, email, send: sendTo(peer.issuer) });
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
  ['authorization', authorizeRows],
  ['token, by a code', codeRows],
  ['token, by the form of the request', requestRows],
  ['token, by the proof of the app', clientRows],
  ['token, by client credentials', credentialsRows],
  ['token, by a refresh token', refreshRows],
  ['introspection', introspectionRows],
  ['revocation', revocationRows],
  ['pushed authorization requests', pushedRows],
];

describe.each(TABLES)('%s: both answer alike, but for what a standard leaves open', (_endpoint, rows) => {
  test.each(rows.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
    const [here, there] = [await row.run(ours), await row.run(theirs)];
    expect(differenceOf(here, there)).toEqual(row.differs?.[0] ?? {});
    if (row.differs !== undefined) expect(row.differs[1]).toMatch(/RFC \d{4}, [\dA-Z]/);
    if (row.succeeds) expect(here['error']).toBeUndefined();
  });
});
