import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let provider: Server;
let visit: Visit;
/** What the provider puts into the fragment, given the state. */
let fragment: (state: string) => string;
/** Every URL that the browser has requested. */
let requested: string[];

beforeAll(async () => {
  provider = createServer((request, response) => {
    const { searchParams } = new URL(request.url!, 'http://provider');
    const location = `${searchParams.get('redirect_uri')}#${fragment(searchParams.get('state')!)}`;
    response.writeHead(302, { Location: location }).end();
  });
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
});
afterAll(async () => {
  await console_.close();
  provider.closeAllConnections();
  provider.close();
});

beforeEach(async () => {
  visit = await console_.open();
  requested = [];
  visit.page.on('request', (request) => requested.push(request.url()));
});
afterEach(async () => {
  await visit.context.close();
});

/** Creates a credential and returns from the provider with this fragment. @returns the credential's ID */
async function returnWith(given: typeof fragment): Promise<string> {
  fragment = given;
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const urls = { authorization_url: `${url}/authorize`, token_url: `${url}/token` };
  const attributes = { name: 'Fragment', client_id: 'c', client_secret: 's', ...urls };
  const { id } = await console_.api('POST', 'credentials', { data: { type: 'credential', attributes } });
  const connection = await console_.api('POST', `credentials/${id}/connections`, {
    data: { type: 'connection' },
  });
  await visit.page.goto(String(connection.attributes!['authorization_url']));
  return id;
}

const heading = (name: string) => visit.page.getByRole('heading', { name, exact: true });
const stateOf = async (id: string) => {
  const { data } = (await console_.read(`credentials/${id}`)) as {
    data: { attributes: Record<string, unknown> };
  };
  return [data.attributes['state'], data.attributes['state_reason_code']];
};

test('an error in the fragment ends the attempt with the reason of the provider', async () => {
  const id = await returnWith(
    (state) => `error=access_denied&error_description=Not+%3Cb%3Etoday%3C%2Fb%3E&state=${state}`,
  );
  await heading('Connection failed').waitFor();
  await visit.page
    .getByText(/Access was denied at the provider \("access_denied.*Not <b>today<\/b>/)
    .waitFor();
  expect(await stateOf(id)).toEqual(['error', 'access_denied']);
  expect(visit.page.url()).not.toContain('#');
});

test('tokens, codes and other parameters in the fragment are neither sent nor kept', async () => {
  const id = await returnWith(
    (state) => `access_token=SECRET&id_token=SECRET&code=SECRET&iss=SECRET&return_url=SECRET&state=${state}`,
  );
  await heading('Connection failed').waitFor();
  await visit.page.getByText(/without an authorization code/).waitFor();
  expect(await stateOf(id)).toEqual(['error', 'provider_refused']);
  const last = new URL(requested.at(-1)!);
  expect([...last.searchParams.keys()]).toEqual(['state']);
  expect(requested.map((url) => url.split('#')[0]).join()).not.toContain('SECRET');
  await visit.page.goBack().catch(() => undefined);
  expect(visit.page.url()).not.toContain('SECRET');
});

test('a fragment without a state, or with two, is removed and does nothing', async () => {
  for (const given of [() => 'access_token=SECRET', (state: string) => `state=${state}&state=x&error=e`]) {
    const id = await returnWith(given);
    await heading('Invalid link').waitFor();
    await visit.page.waitForURL((url) => url.hash === '');
    expect(new URL(visit.page.url()).search).toBe('');
    expect(await stateOf(id)).toEqual(['pending', null]);
  }
});

test('the page runs no other script, and none if there are parameters in the query', async () => {
  const empty = await fetch(`${console_.url}/callback/oauth2`);
  const policy = empty.headers.get('content-security-policy')!;
  expect(policy).toMatch(/default-src 'none'.*script-src 'sha256-[^' ]+'(;|$)/);
  const other = await fetch(`${console_.url}/callback/oauth2?state=x`);
  expect(other.headers.get('content-security-policy')).not.toContain('script-src');
  expect(await other.text()).not.toContain('<script');
});
