import { startApp, document, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';
import {
  age,
  closeProviders,
  connected,
  connectInBrowser,
  LOOPBACK_ALLOWED,
  provider,
  tokenOf,
} from '../support/credentials.ts';
import type { Behaviour, Provider } from '../support/providers/provider.mjs';
import { until } from '../support/until.ts';

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
const newest = (at: Provider) => String(at.requests.at(-1)!.form['refresh_token']);

test('a token that has ended is refreshed first, and the new one handed out', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  expect(await accessToken(id)).toBe('access-1');
  await age(app, id, 2 * HOUR);
  const { attributes } = (await tokenOf(owner, id)).body.data;
  expect(attributes.access_token).toBe('access-2');
  expect(attributes.expires_in).toBeGreaterThan(3590);
  expect(at.refreshes()).toBe(1);
});

test('a token that is due but lives is handed out at once, and refreshed beside', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, HOUR - 600_000);
  const held = at.hold();
  expect(await accessToken(id)).toBe('access-1');
  await held.arrived;
  expect(await accessToken(id)).toBe('access-1');
  held.release();
  await settled();
  expect(await accessToken(id)).toBe('access-2');
  expect(at.refreshes()).toBe(1);
});

test('200 callers at once make exactly one refresh, and all of them get the new token', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next({ delay: 100 });
  const tokens = await Promise.all(Array.from({ length: 200 }, () => accessToken(id)));
  expect(new Set(tokens)).toEqual(new Set(['access-2']));
  expect(at.refreshes()).toBe(1);
  expect(at.alive(newest(at))).toBe(true);
});

test('who asks while a refresh is under way in this process joins it, and nothing is asked of the database', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  const { refresher } = app.platform.services.thirdParties;
  const first = refresher.refresh(owner.tenantId, id);
  expect(refresher.refresh(owner.tenantId, id)).toBe(first);
  expect(await first).toEqual({ kind: 'refreshed' });
  expect(await refresher.refresh(owner.tenantId, id)).toEqual({ kind: 'fresh' });
});

test('callers who give up do not end the refresh: it is there for the next', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  const held = at.hold();
  const abort = new AbortController();
  const authorization = `Basic ${Buffer.from(`${owner.email}:${owner.apiKey}`).toString('base64')}`;
  const given = fetch(`${app.url}/v2/tenants/${owner.tenantId}/credentials/${id}/tokens`, {
    method: 'POST',
    headers: { authorization },
    signal: abort.signal,
  });
  await held.arrived;
  abort.abort();
  await expect(given).rejects.toThrow('aborted');
  held.release();
  await settled();
  expect(await accessToken(id)).toBe('access-2');
  expect(at.refreshes()).toBe(1);
});

test('a provider slower than the callers are patient: they are told to come back, and the grant lives', async () => {
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

test('a token that is valid for ten minutes is handed out while the provider is down', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, HOUR - 600_000);
  at.always({ status: 503 });
  for (let turn = 0; turn < 5; turn += 1) {
    expect(await accessToken(id)).toBe('access-1');
    await settled();
  }
  // It is left alone for a while after it has failed.
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
  ['a redirect to this machine', { status: 302, headers: { location: 'http://127.0.0.1:1/token' } }],
  ['50 MB', { huge: 50_000_000 }],
  ['JSON that is none', { status: 200, body: '{"access_token": "x' }],
  ['no access token', { status: 200, body: '{"token_type":"Bearer"}' }],
  ['an empty body', { status: 200, body: '' }],
  ['a broken connection before it did anything', { resetBefore: true }],
  ['an error that is not final', { status: 400, body: '{"error":"temporarily_unavailable"}' }],
];

test.each(BAD)('%s is no reason to give the grant up', async (_, behaviour) => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next(behaviour);
  expect((await tokenOf(owner, id)).status).toBe(503);
  expect((await attributesOf(id)).state).toBe('connected');
  await age(app, id, 0);
  // What was answered with 2xx but not understood may have spent the refresh token.
  const spent = behaviour.html === true || behaviour.huge !== undefined;
  const { status, body } = await tokenOf(owner, id);
  if (!spent) expect(body.data.attributes.access_token).toBe('access-2');
  else {
    expect(status).toBe(409);
    expect(body.errors[0].detail).toContain('A refresh was interrupted');
  }
});

test('a lost answer costs one try with the old refresh token, and then honesty', async () => {
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

test('a provider that answers invalid_grant ends it, and connecting again mends it under the same id', async () => {
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
  expect((await connectInBrowser(app, owner, id)).status).toBe(200);
  expect((await tokenOf(owner, id)).status).toBe(200);
});

test('a token lives on although its grant is lost', async () => {
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
  ['as a text', '3600', 3600],
  ['missing, where the last one is remembered', undefined, 3600],
  ['negative', -5, 3600],
  ['zero', 0, 3600],
  ['no number', 'soon', 3600],
  ['huge', 1e15, 10 * 365 * 86_400],
])('expires_in %s', async (_, expiresIn, seconds) => {
  const at = await provider({ expiresIn: 3600 });
  const id = await connected(app, owner, at);
  at.options.expiresIn = expiresIn;
  await age(app, id, 2 * HOUR);
  const { attributes } = (await tokenOf(owner, id)).body.data;
  expect(Math.abs(attributes.expires_in - seconds)).toBeLessThan(5);
  // And no read refreshes again.
  expect(await accessToken(id)).toBe('access-2');
  expect(at.refreshes()).toBe(1);
});

test('a token whose end nobody knows is refreshed on demand only', async () => {
  const at = await provider({ expiresIn: undefined });
  const id = await connected(app, owner, at);
  for (let turn = 0; turn < 3; turn += 1) expect(await accessToken(id)).toBe('access-1');
  expect(at.refreshes()).toBe(0);
  expect((await owner.post(`credentials/${id}/refreshes`)).status).toBe(200);
  expect(await accessToken(id)).toBe('access-2');
});

test('without a new refresh token the old one stays', async () => {
  const at = await provider({ rotating: false });
  const id = await connected(app, owner, at);
  at.next({ noRefreshToken: true });
  for (const token of ['access-2', 'access-3']) {
    await age(app, id, 2 * HOUR);
    expect(await accessToken(id)).toBe(token);
  }
});

test.each([
  ['form-encoded answers', { form: true }],
  ['a moment of silence', { delay: 300 }],
])('%s are understood', async (_, behaviour) => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next(behaviour);
  expect(await accessToken(id)).toBe('access-2');
});

test('a refusal with status 200 is a refusal', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next({
    status: 200,
    body: '{"error":"bad_refresh_token","error_description":"It is incorrect or expired."}',
  });
  expect((await tokenOf(owner, id)).status).toBe(409);
});

test('Retry-After is honoured, also by those who force a refresh', async () => {
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

test('a client secret that is entered anew during the call is tried before anything is given up', async () => {
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

test('client credentials are asked for again when their token ends', async () => {
  const at = await provider();
  const { body } = await owner.post(
    'credentials',
    document('credential', {
      name: 'machine',
      grant_type: 'client_credentials',
      client_id: 'acme',
      client_secret: 's3cret',
      token_url: `${at.url}/token`,
    }),
  );
  const { id } = body.data;
  await owner.post(`credentials/${id}/connections`, document('connection'));
  await age(app, id, 2 * HOUR);
  expect(await accessToken(id)).toBe('access-2');
});

test('forcing gives a new token, however long the old one would live; who force at once share it', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  at.next({ delay: 500 });
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => owner.post(`credentials/${id}/refreshes`)),
  );
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(at.refreshes()).toBe(1);
  expect(await accessToken(id)).toBe('access-2');
});

test('a disconnection during a refresh wins: the new tokens are kept nowhere, and revoked', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  const held = at.hold();
  const waiting = tokenOf(owner, id);
  await held.arrived;
  expect((await owner.delete(`credentials/${id}/connections`)).status).toBe(204);
  held.release();
  expect((await waiting).body.errors[0].code).toBe('credential_not_connected');
  await settled();
  expect(at.revoked).toHaveLength(2);
  const [row] = await tablesOf(app)('connections').where({ credential_id: id });
  expect(row).toMatchObject({ access: null, refresh_token: null, state: 'pending', lease_owner: null });
});

test('a reconnection during a refresh wins, and nothing is revoked that could take it along', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  const held = at.hold();
  const waiting = tokenOf(owner, id);
  await held.arrived;
  expect((await connectInBrowser(app, owner, id)).status).toBe(200);
  held.release();
  expect((await waiting).body.data.attributes.access_token).toBe('access-2');
  await settled();
  expect(await accessToken(id)).toBe('access-2');
  expect(at.revoked).toEqual([]);
});

test('what is in use is refreshed before anybody has to wait for it, the rest is left alone', async () => {
  const at = await provider();
  const used = await connected(app, owner, at);
  const idle = await connected(app, owner, at);
  await accessToken(used);
  await app.platform.services.thirdParties.credentialUses.flush();
  await age(app, used, HOUR - 600_000);
  await age(app, idle, HOUR - 600_000);
  await app.platform.services.thirdParties.refreshAhead();
  await settled();
  expect(at.refreshes()).toBe(1);
  expect(await accessToken(used)).toBe('access-3');
});

test('a tenant whose third parties are slow holds up four refreshes ahead, and nobody else', async () => {
  const [slow, other] = [await app.tenant('Slow'), await app.tenant('Other')];
  const [tarpit, at] = [await provider(), await provider()];
  const due = async (by: Caller, there: Provider) => {
    const id = await connected(app, by, there);
    await tokenOf(by, id);
    await app.platform.services.thirdParties.credentialUses.flush();
    await age(app, id, HOUR - 600_000);
    return id;
  };
  for (let count = 0; count < 6; count += 1) await due(slow, tarpit);
  const quick = await due(other, at);
  const ahead = app.platform.services.thirdParties.refreshAhead;
  const held = Array.from({ length: 4 }, () => tarpit.hold());
  // Theirs is the least urgent of all.
  await tablesOf(app)('connections')
    .where({ credential_id: quick })
    .update({ refresh_at: Date.now() - 1 });
  await ahead();
  await Promise.all(held.map(({ arrived }) => arrived));
  await until(async () => at.refreshes() >= 1 || undefined);
  await ahead();
  for (const { release } of held) release();
  await settled();
  expect(tarpit.refreshes()).toBe(4);
  expect((await tokenOf(other, quick)).body.data.attributes.access_token).toBe('access-2');
});

test('refreshes are counted by outcome, with their lag, and tokens by age', async () => {
  const { text } = await app.request('GET', '/metrics');
  expect(text).toMatch(/valetkey_token_refreshes_total\{outcome="refreshed"\} [1-9]/);
  expect(text).toMatch(/valetkey_token_refreshes_total\{outcome="refused"\} [1-9]/);
  expect(text).toMatch(/valetkey_token_refreshes_total\{outcome="unavailable"\} [1-9]/);
  expect(text).toMatch(/valetkey_token_refresh_lag_seconds_count [1-9]/);
  expect(text).toMatch(/valetkey_token_age_seconds_count [1-9]/);
});
