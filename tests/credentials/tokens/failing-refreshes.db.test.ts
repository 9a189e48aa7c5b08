import { startApp, document, type Caller, type TestApp } from '../../support/app.ts';
import {
  age,
  closeProviders,
  connected,
  connectInBrowser,
  LOOPBACK_ALLOWED,
  provider,
  tokenOf,
} from '../../support/credentials.ts';
import type { Behaviour } from '../../support/providers/provider.mjs';

const HOUR = 3_600_000;

let app: TestApp;
let owner: Caller;

beforeAll(async () => {
  app = await startApp({ ...LOOPBACK_ALLOWED, OUTBOUND_TIMEOUT: '5' });
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

const attributesOf = async (id: string) => (await owner.get(`credentials/${id}`)).body.data.attributes;
const accessToken = async (id: string) =>
  (await tokenOf(owner, id)).body.data.attributes.access_token as string;
const settled = () => app.platform.services.thirdParties.refresher.settle(60_000);

test('a slow refresh returns 503 with Retry-After, and completes in the background', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  const held = at.hold();
  const { status, body, headers } = await tokenOf(owner, id);
  expect(status).toBe(503);
  expect(body.errors[0].code).toBe('provider_unavailable');
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  held.release();
  await settled();
  expect(await accessToken(id)).toBe('access-2');
  expect(at.refreshes()).toBe(1);
});

test('a token that is valid for ten more minutes is returned while the provider is down', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, HOUR - 600_000);
  at.always({ status: 503 });
  for (let turn = 0; turn < 5; turn += 1) {
    expect(await accessToken(id)).toBe('access-1');
    await settled();
  }
  // After a failure, the provider is not called again for a while.
  expect(at.refreshes()).toBe(1);
  expect(await attributesOf(id)).toMatchObject({
    state: 'connected',
    state_reason: expect.stringContaining('status 503'),
  });
});

const BAD: [string, Behaviour][] = [
  ['500', { status: 500 }],
  ['503', { status: 503 }],
  ['429', { status: 429 }],
  ['HTML with 200', { html: true }],
  ['a redirect to localhost', { status: 302, headers: { location: 'http://127.0.0.1:1/token' } }],
  ['50 MB', { huge: 50_000_000 }],
  ['invalid JSON', { status: 200, body: '{"access_token": "x' }],
  ['no access token', { status: 200, body: '{"token_type":"Bearer"}' }],
  ['an empty body', { status: 200, body: '' }],
  ['a connection that breaks before the provider has done anything', { resetBefore: true }],
  ['an error that is not terminal', { status: 400, body: '{"error":"temporarily_unavailable"}' }],
];

test.each(BAD)('%s leaves the credential connected', async (_, behaviour) => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next(behaviour);
  expect((await tokenOf(owner, id)).status).toBe(503);
  expect((await attributesOf(id)).state).toBe('connected');
  await age(app, id, 0);
  // An unreadable 2xx response may mean that the refresh token is used up.
  const spent = behaviour.html === true || behaviour.huge !== undefined;
  const { status, body } = await tokenOf(owner, id);
  if (!spent) expect(body.data.attributes.access_token).toBe('access-2');
  else {
    expect(status).toBe(409);
    expect(body.errors[0].detail).toContain('A refresh was interrupted');
  }
});

test('a lost response leads to one retry with the old refresh token, then to reauthorization', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next({ resetAfter: true });
  expect((await tokenOf(owner, id)).status).toBe(503);
  expect((await attributesOf(id)).state).toBe('connected');
  await age(app, id, 0);
  const { status, body } = await tokenOf(owner, id);
  expect(status).toBe(409);
  expect(body.errors[0]).toMatchObject({
    code: 'credential_needs_reauthorization',
    detail: expect.stringContaining('A refresh was interrupted'),
  });
  expect(at.refreshes()).toBe(2);
  expect((await tokenOf(owner, id)).status).toBe(409);
  expect(at.refreshes()).toBe(2);
});

test('invalid_grant requires reauthorization, and reconnecting fixes it under the same id', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next({ status: 400, body: '{"error":"invalid_grant","error_description":"revoked by the user"}' });
  const { status, body } = await tokenOf(owner, id);
  expect(status).toBe(409);
  expect(body.errors[0].code).toBe('credential_needs_reauthorization');
  expect(await attributesOf(id)).toMatchObject({
    state: 'needs_reauthorization',
    state_reason: expect.stringContaining('revoked by the user'),
  });
  const lost = await owner.get(`audit-events?filter[resource]=${id}&filter[action]=credentials.refresh`);
  expect(lost.body.data.map((event: { attributes: object }) => event.attributes)).toEqual([
    expect.objectContaining({
      details: expect.objectContaining({
        outcome: 'refused',
        reason: expect.stringContaining('revoked by the user'),
        reason_code: 'grant_lost',
      }),
    }),
  ]);
  expect((await connectInBrowser(app, owner, id)).status).toBe(200);
  expect((await tokenOf(owner, id)).status).toBe(200);
});

test('a token is returned until it expires, even if its grant is lost', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, HOUR - 600_000);
  at.next({ status: 400, body: '{"error":"invalid_grant"}' });
  expect(await accessToken(id)).toBe('access-1');
  await settled();
  expect((await attributesOf(id)).state).toBe('needs_reauthorization');
  expect(await accessToken(id)).toBe('access-1');
  await age(app, id, HOUR);
  expect((await tokenOf(owner, id)).status).toBe(409);
});

test.each([
  ['as a string', '3600', 3600],
  ['missing, in which case the last one applies', undefined, 3600],
  ['negative', -5, 3600],
  ['zero', 0, 3600],
  ['not a number', 'soon', 3600],
  ['huge', 1e15, 10 * 365 * 86_400],
])('expires_in %s', async (_, expiresIn, seconds) => {
  const at = await provider({ expiresIn: 3600 });
  const id = await connected(app, owner, at);
  at.options.expiresIn = expiresIn;
  await age(app, id, 2 * HOUR);
  const { attributes } = (await tokenOf(owner, id)).body.data;
  expect(Math.abs(attributes.expires_in - seconds)).toBeLessThan(5);
  // Reading the token does not refresh it again.
  expect(await accessToken(id)).toBe('access-2');
  expect(at.refreshes()).toBe(1);
});

test.each([
  ['form-encoded responses', { form: true }],
  ['slow responses', { delay: 300 }],
])('%s are accepted', async (_, behaviour) => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next(behaviour);
  expect(await accessToken(id)).toBe('access-2');
});

test('an error response with status 200 is a refusal', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next({
    status: 200,
    body: '{"error":"bad_refresh_token","error_description":"It is incorrect or expired."}',
  });
  expect((await tokenOf(owner, id)).status).toBe(409);
});

test('Retry-After is honored, even by a forced refresh', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next({ status: 429, headers: { 'retry-after': '120' } });
  expect((await tokenOf(owner, id)).headers['retry-after']).toBe('120');
  for (const path of ['tokens', 'refreshes']) {
    const { status, headers } = await owner.post(`credentials/${id}/${path}`);
    expect(status).toBe(503);
    expect(Number(headers['retry-after'])).toBeGreaterThan(110);
  }
  expect(at.refreshes()).toBe(1);
});

test('a client secret that is replaced during the call is tried before the grant is given up', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.options.clientSecret = 'n3w';
  const held = at.hold();
  const refused = tokenOf(owner, id);
  await held.arrived;
  await owner.patch(`credentials/${id}`, document('credential', { client_secret: 'n3w' }));
  held.release();
  expect((await refused).status).toBe(503);
  expect(await accessToken(id)).toBe('access-2');
});

test('an error suggests connecting again only if that helps', async () => {
  const refusedWith = async (error: string) => {
    const at = await provider();
    const id = await connected(app, owner, at);
    at.next({ status: 400, body: JSON.stringify({ error }) });
    return (await owner.post(`credentials/${id}/refreshes`)).body.errors[0].detail as string;
  };
  expect(await refusedWith('invalid_grant')).toMatch(/Connect the account again\.$/);
  for (const error of ['invalid_client', 'unauthorized_client'])
    expect(await refusedWith(error)).not.toContain('Connect');
});

test('next_refresh_at is set by a failed refresh and cleared by a successful one', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  expect(await attributesOf(id)).toMatchObject({ next_refresh_at: null });
  at.next({ status: 429, headers: { 'retry-after': '120' } });
  await owner.post(`credentials/${id}/refreshes`);
  const { next_refresh_at, obtained_at } = await attributesOf(id);
  expect(Date.parse(next_refresh_at)).toBeGreaterThanOrEqual(Date.parse(obtained_at) + 120_000);
  await age(app, id, 0);
  await owner.post(`credentials/${id}/refreshes`);
  expect(await attributesOf(id)).toMatchObject({ next_refresh_at: null });
});
