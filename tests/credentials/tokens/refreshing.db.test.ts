import { startApp, document, type Caller, type TestApp } from '../../support/app.ts';
import { tablesOf } from '../../support/direct-database.ts';
import {
  age,
  closeProviders,
  connected,
  connectInBrowser,
  LOOPBACK_ALLOWED,
  provider,
  tokenOf,
} from '../../support/credentials.ts';
import type { Behaviour, Provider } from '../../support/providers/provider.mjs';
import { until } from '../../support/until.ts';

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

const accessToken = async (id: string) =>
  (await tokenOf(owner, id)).body.data.attributes.access_token as string;
const settled = () => app.platform.services.thirdParties.refresher.settle(60_000);
const newest = (at: Provider) => String(at.requests.at(-1)!.form['refresh_token']);

test('an expired token is refreshed first, and the new one is returned', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  expect(await accessToken(id)).toBe('access-1');
  await age(app, id, 2 * HOUR);
  const { attributes } = (await tokenOf(owner, id)).body.data;
  expect(attributes.access_token).toBe('access-2');
  expect(attributes.expires_in).toBeGreaterThan(3590);
  expect(at.refreshes()).toBe(1);
});

test('a token that is due but valid is returned immediately and refreshed in the background', async () => {
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

test('200 concurrent callers cause exactly one refresh, and all of them get the new token', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.next({ delay: 100 });
  const tokens = await Promise.all(Array.from({ length: 200 }, () => accessToken(id)));
  expect(new Set(tokens)).toEqual(new Set(['access-2']));
  expect(at.refreshes()).toBe(1);
  expect(at.alive(newest(at))).toBe(true);
});

test('a refresh joins the one that is already running in the same process, without a query', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  const { refresher } = app.platform.services.thirdParties;
  const held = at.hold();
  const first = refresher.refresh(owner.tenantId, id);
  await held.arrived;
  const queries: string[] = [];
  const note = ({ sql, bindings }: { sql: string; bindings?: unknown[] }) => {
    if (bindings?.includes(id) === true) queries.push(sql);
  };
  const tables = tablesOf(app);
  tables.on('query', note);
  expect(refresher.refresh(owner.tenantId, id)).toBe(first);
  // The only query about this credential is the test's own, which comes after any others.
  await tables('connections').where({ credential_id: id }).first();
  tables.off('query', note);
  expect(queries).toHaveLength(1);
  held.release();
  expect(await first).toEqual({ kind: 'refreshed' });
  expect(await refresher.refresh(owner.tenantId, id)).toEqual({ kind: 'fresh' });
});

test('a refresh completes for the next caller even if its own caller gives up', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  const held = at.hold();
  const abort = new AbortController();
  const authorization = `Basic ${Buffer.from(`${owner.email}:${owner.apiKey}`).toString('base64')}`;
  const abandoned = fetch(`${app.url}/v2/tenants/${owner.tenantId}/credentials/${id}/tokens`, {
    method: 'POST',
    headers: { authorization },
    signal: abort.signal,
  });
  await held.arrived;
  abort.abort();
  await expect(abandoned).rejects.toThrow('aborted');
  held.release();
  await settled();
  expect(await accessToken(id)).toBe('access-2');
  expect(at.refreshes()).toBe(1);
});

test('a token without a known expiration is refreshed only on demand', async () => {
  const at = await provider({ expiresIn: undefined });
  const id = await connected(app, owner, at);
  for (let turn = 0; turn < 3; turn += 1) expect(await accessToken(id)).toBe('access-1');
  expect(at.refreshes()).toBe(0);
  expect((await owner.post(`credentials/${id}/refreshes`)).status).toBe(200);
  expect(await accessToken(id)).toBe('access-2');
});

test('the old refresh token is kept if the provider returns no new one', async () => {
  const at = await provider({ rotating: false });
  const id = await connected(app, owner, at);
  at.next({ noRefreshToken: true });
  for (const token of ['access-2', 'access-3']) {
    await age(app, id, 2 * HOUR);
    expect(await accessToken(id)).toBe(token);
  }
});

test('a client credentials token is requested again when it expires', async () => {
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

test('a client credentials token is requested again even if it came with a refresh token', async () => {
  const at = await provider();
  at.next({ answer: { refresh_token: 'ended' } });
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
  expect(at.refreshes()).toBe(0);
});

test.each<[string, Behaviour]>([
  ['starts with a byte order mark', { byteOrderMark: true }],
  ['is compressed unasked', { gzip: true }],
  ['is complete but shorter than announced', { cutOff: true }],
])('a response that %s is read, and the grant is kept', async (_what, behaviour) => {
  const at = await provider();
  const id = await connected(app, owner, at);
  at.next(behaviour);
  await age(app, id, 2 * HOUR);
  expect(await accessToken(id)).toBe('access-2');
  await age(app, id, 2 * HOUR);
  expect(await accessToken(id)).toBe('access-3');
});

test('a forced refresh replaces even a valid token, and concurrent ones share it', async () => {
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

test('a disconnection during a refresh wins: the new tokens are revoked and not stored', async () => {
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

test('a reconnection during a refresh wins, and nothing is revoked', async () => {
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

test('tokens in use are refreshed ahead of time, and idle ones are not', async () => {
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

test('a tenant with slow providers holds up four refreshes ahead, but no other tenant', async () => {
  const [slow, other] = [await app.tenant('Slow'), await app.tenant('Other')];
  const [tarpit, at] = [await provider(), await provider()];
  const used = async (by: Caller, there: Provider) => {
    const id = await connected(app, by, there);
    await tokenOf(by, id);
    await app.platform.services.thirdParties.credentialUses.flush();
    return id;
  };
  const stuck: string[] = [];
  for (let count = 0; count < 6; count += 1) stuck.push(await used(slow, tarpit));
  const quick = await used(other, at);
  const ahead = app.platform.services.thirdParties.refreshAhead;
  // From here on, the server's own job may refresh them too.
  const held = Array.from({ length: 4 }, () => tarpit.hold());
  for (const id of [...stuck, quick]) await age(app, id, HOUR - 600_000);
  // The token of the other tenant is the least urgent of all.
  await tablesOf(app)('connections')
    .where({ credential_id: quick })
    .update({ refresh_at: Date.now() - 1 });
  await ahead();
  await Promise.all(held.map(({ arrived }) => arrived));
  await until(async () => at.refreshes() >= 1 || undefined);
  await ahead();
  expect(tarpit.refreshes()).toBe(4);
  for (const { release } of held) release();
  await settled();
  expect((await tokenOf(other, quick)).body.data.attributes.access_token).toBe('access-2');
});

test('metrics count refreshes by outcome and lag, and tokens by age', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  for (const status of [200, 503, 400]) {
    if (status !== 200) at.next({ status, body: '{"error":"invalid_grant"}' });
    await age(app, id, 2 * HOUR);
    await tokenOf(owner, id);
  }
  const { text } = await app.request('GET', '/metrics');
  expect(text).toMatch(/valetkey_token_refreshes_total\{outcome="refreshed"\} [1-9]/);
  expect(text).toMatch(/valetkey_token_refreshes_total\{outcome="refused"\} [1-9]/);
  expect(text).toMatch(/valetkey_token_refreshes_total\{outcome="unavailable"\} [1-9]/);
  expect(text).toMatch(/valetkey_token_refresh_lag_seconds_count [1-9]/);
  expect(text).toMatch(/valetkey_token_age_seconds_count [1-9]/);
});
