import { startApp, type Caller, type TestApp } from '../../support/app.ts';
import {
  closeProviders,
  connected,
  LOOPBACK_ALLOWED,
  makeCredential,
  provider,
  startConnection,
} from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';

let app: TestApp;
let owner: Caller;

beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

const row = (id: string) => tablesOf(app)('connections').where({ credential_id: id });
const days = async (id: string, column: string) => {
  const found = await row(id).first(column, 'obtained_at');
  return (Number(found[column]) - Number(found.obtained_at)) / 86_400_000;
};
/** Lets the time come at which connections are refreshed to keep them alive. */
const due = (...ids: string[]) =>
  tablesOf(app)('connections').whereIn('credential_id', ids).update({ keep_alive_at: 1 });
const keepAlive = () => app.platform.services.thirdParties.keepAlive();
const IDLE_60_DAYS = { provider_settings: { refresh_token_idle_lifetime: 5_184_000 } };

test('an unused connection is refreshed before its refresh token expires, and then again later', async () => {
  const at = await provider();
  const id = await connected(app, owner, at, IDLE_60_DAYS);
  expect(await days(id, 'refresh_expires_at')).toBe(60);
  const planned = await days(id, 'keep_alive_at');
  expect(planned).toBeGreaterThanOrEqual(36);
  expect(planned).toBeLessThanOrEqual(48);
  await keepAlive();
  expect(at.refreshes()).toBe(0);
  await due(id);
  await keepAlive();
  expect(at.refreshes()).toBe(1);
  expect(await days(id, 'refresh_expires_at')).toBe(60);
  await keepAlive();
  expect(at.refreshes()).toBe(1);
});

test('it is not refreshed if keep_alive is false', async () => {
  const at = await provider();
  const id = await connected(app, owner, at, { ...IDLE_60_DAYS, keep_alive: false });
  await due(id);
  await keepAlive();
  expect(at.refreshes()).toBe(0);
  await owner.patch(`credentials/${id}`, {
    data: { type: 'credential', id, attributes: { keep_alive: true } },
  });
  await keepAlive();
  expect(at.refreshes()).toBe(1);
});

test('a connection without a known end is not refreshed', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  expect(await row(id).first('refresh_expires_at', 'keep_alive_at')).toEqual({
    refresh_expires_at: null,
    keep_alive_at: null,
  });
});

test('at most ten connections of a provider are refreshed in one run, and others are not held up', async () => {
  const [busy, other] = [await provider(), await provider()];
  const ids: string[] = [];
  for (let count = 0; count < 12; count += 1) {
    const id = await makeCredential(owner, busy, { grant_type: 'password', ...IDLE_60_DAYS });
    await startConnection(owner, id, { username: 'a', password: 'right' });
    ids.push(id);
  }
  const elsewhere = await connected(app, await app.tenant(), other, IDLE_60_DAYS);
  await due(...ids, elsewhere);
  await keepAlive();
  expect([busy.refreshes(), other.refreshes()]).toEqual([10, 1]);
  await keepAlive();
  expect(busy.refreshes()).toBe(12);
});

test('a refresh that fails is tried again after its pause, and keeps the end of the refresh token', async () => {
  const at = await provider();
  const id = await connected(app, owner, at, IDLE_60_DAYS);
  await due(id);
  at.next({ status: 503 });
  await keepAlive();
  await keepAlive();
  expect(at.refreshes()).toBe(1);
  expect(await days(id, 'refresh_expires_at')).toBe(60);
  // An hour after its pause.
  await row(id).update({ retry_at: 1 });
  await keepAlive();
  expect(at.refreshes()).toBe(2);
});

test.each([
  [
    'soon if its response was lost, while the old refresh token may still be accepted',
    { resetAfter: true },
    2,
  ],
  ['only after an hour if the provider said that it failed', { status: 503 }, 1],
])('a refresh is tried again %s', async (_when, behavior, refreshes) => {
  const at = await provider({ rotating: false });
  const id = await connected(app, owner, at, IDLE_60_DAYS);
  await due(id);
  at.next(behavior);
  await keepAlive();
  await row(id).update({ retry_at: Date.now() - 1_000 });
  await keepAlive();
  expect(at.refreshes()).toBe(refreshes);
});

test('disconnecting forgets the end of the refresh token', async () => {
  const at = await provider();
  const id = await connected(app, owner, at, IDLE_60_DAYS);
  await owner.delete(`credentials/${id}/connections`);
  expect(await row(id).first('refresh_expires_at', 'keep_alive_at', 'account')).toEqual({
    refresh_expires_at: null,
    keep_alive_at: null,
    account: '{}',
  });
});
