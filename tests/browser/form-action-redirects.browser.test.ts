import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../support/until.ts';
import { codeAt, goAndSignIn } from './app-callback.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

/** Apps whose callback redirects to another origin, or to an app outside the browser. */
let console_: ConsoleUnderTest;
let servers: Server[] = [];
let callback: string;
let outside: string;
let provider: string;
let back: string;
let visit: Visit;
const arrived: string[] = [];

beforeAll(async () => {
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
  const home = await listen('localhost', (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><title>The app</title><h1>Back at the app</h1>');
  });
  back = `http://localhost:${home}/home`;
  const onward = (to: string): RequestListener => {
    return (request, response) => {
      arrived.push(request.url!);
      const { search } = new URL(request.url!, 'http://app');
      response.writeHead(302, { Location: to + search });
      response.end();
    };
  };
  callback = `http://127.0.0.1:${await listen('127.0.0.1', onward(back))}/callback`;
  provider = `http://127.0.0.1:${await listen('127.0.0.1', providerConsent)}`;
  outside = `http://127.0.0.1:${await listen('127.0.0.1', onward('com.example.app:/done'))}/callback`;
});
afterAll(async () => {
  await console_.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

beforeEach(async () => {
  visit = await console_.open();
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

async function listen(host: string, listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A provider's consent page, whose policy allows its form to redirect only to Valetkey. */
const providerConsent: RequestListener = (request, response) => {
  const { searchParams } = new URL(request.url!, 'http://provider');
  if (request.method === 'POST') {
    const answer = new URLSearchParams({ error: 'access_denied', state: searchParams.get('state')! });
    response.writeHead(303, { Location: `${searchParams.get('redirect_uri')}?${answer.toString()}` });
    return response.end();
  }
  response.writeHead(200, {
    'Content-Type': 'text/html',
    'Content-Security-Policy': `form-action 'self' ${console_.url}`,
  });
  response.end('<!doctype html><title>Consent</title><form method="post"><button>Refuse</button></form>');
};

async function urlOf(attributes: Record<string, unknown>): Promise<string> {
  const { id } = await console_.api('POST', 'oauth-apps', {
    data: { type: 'oauth-app', attributes: { name: 'Two origins', scopes: ['read.flows'], ...attributes } },
  });
  return `${console_.url}/oauth2/auth?client_id=${id}&response_type=code&state=any`;
}

test('allowing access works if the app’s callback redirects to another origin', async () => {
  const { page } = visit;
  await goAndSignIn(page, await urlOf({ redirect_uris: [callback] }), await console_.user('owner'));
  await page.getByRole('button', { name: 'Allow' }).click();
  expect(await codeAt(page)).not.toBe('');
  expect(page.url()).toContain('http://localhost:');
});

test('denying access works if the app’s callback redirects to another origin', async () => {
  const { page } = visit;
  await goAndSignIn(page, await urlOf({ redirect_uris: [callback] }), await console_.user('owner'));
  await page.getByRole('button', { name: 'Deny' }).click();
  expect(await codeAt(page)).toBe('');
  expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
});

test('signing in with automatic consent, even on the second attempt, works if the callback redirects to another origin', async () => {
  const url = await urlOf({ redirect_uris: [callback], automatic_consent: true });
  const { page } = visit;
  const email = await console_.user('owner');
  await page.goto(url);
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill('correct horse battery staple');
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(await codeAt(page)).not.toBe('');
  expect(page.url()).toContain('http://localhost:');
});

test('a callback that opens an app on the device is not blocked by our Content-Security-Policy', async () => {
  const { page } = visit;
  await goAndSignIn(page, await urlOf({ redirect_uris: [outside] }), await console_.user('owner'));
  const count = arrived.length;
  const over = page.waitForEvent('requestfailed');
  await page.getByRole('button', { name: 'Allow' }).click();
  await until(() => Promise.resolve(arrived.length > count || undefined));
  const failed = await over;
  // No app here opens the scheme, so the request fails. A violation of the policy would also be among the faults.
  expect(failed.failure()?.errorText).not.toContain('BLOCKED_BY_CSP');
});

test('a provider’s form that redirects to our callback leads to the return URL', async () => {
  const attributes = {
    name: 'An account',
    authorization_url: `${provider}/authorize`,
    token_url: `${provider}/token`,
    client_id: 'id',
    client_secret: 'secret',
    scopes: ['any'],
  };
  await console_.api('PATCH', `../${console_.tenantId}`, {
    data: { type: 'tenant', attributes: { return_urls: [back] } },
  });
  const { id } = await console_.api('POST', 'credentials', { data: { type: 'credential', attributes } });
  const connection = { data: { type: 'connection', attributes: { return_url: back } } };
  const started = await console_.api('POST', `credentials/${id}/connections`, connection);
  const { page } = visit;
  await page.goto(started.attributes['authorization_url'] as string);
  await page.getByRole('button', { name: 'Refuse' }).click();
  await page.getByRole('heading', { name: 'Back at the app' }).waitFor();
  expect(new URL(page.url()).searchParams.get('connection_state')).toBe('failed');
});
