import { startApp, type Caller, type TestApp } from '../../support/app.ts';
import {
  closeProviders,
  connected,
  connectInBrowser,
  LOOPBACK_ALLOWED,
  provider,
} from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
});
beforeEach(async () => {
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

const thirdParties = () => app.platform.services.thirdParties;
const attributesOf = async (id: string) => (await owner.get(`credentials/${id}`)).body.data.attributes;
const daysLeft = (time: string | null) =>
  time === null ? null : Math.round(((Date.parse(time) - Date.now()) / DAY) * 100) / 100 || 0;

/** A connection that only lasts as long as its token, like LinkedIn's. */
async function withoutRefreshToken(days: number, attributes: object = {}): Promise<string> {
  const at = await provider({ refreshTokens: false, expiresIn: days * 86_400 });
  return connected(app, owner, at, { non_expiring_tokens: true, ...attributes });
}

/** Lets this time pass for a connection. */
async function pass(id: string, milliseconds: number): Promise<void> {
  const sql = tablesOf(app);
  const earlier = (column: string) => sql.raw('?? - ?', [column, milliseconds]);
  const columns = ['obtained_at', 'expires_at', 'refresh_at', 'refresh_expires_at', 'keep_alive_at'];
  await sql('connections')
    .where({ credential_id: id })
    .update(
      Object.fromEntries(
        [...columns, 'ends_at', 'ends_soon_from', 'retry_at'].map((column) => [column, earlier(column)]),
      ),
    );
}

const inCondition = async (condition: string): Promise<string[]> => {
  const { body } = await owner.get(`credentials?filter[condition]=${condition}&sort=name`);
  return body.data.map(({ id }: { id: string }) => id);
};
const attention = async () => (await owner.get('statistics')).body.data.attributes.attention;

async function entries(id: string, action: string) {
  const { body } = await owner.get(`audit-events?filter[resource]=${id}&filter[action]=${action}`);
  return (body.data as { attributes: { actor_name: string; details: Record<string, unknown> } }[]).map(
    ({ attributes: { actor_name, details } }) => ({ actor_name, ...details }),
  );
}

/** The value of a metric in `/metrics`, after the counts have been updated. */
async function metric(name: string): Promise<number> {
  await thirdParties().countEnds();
  const { text } = await app.request('GET', '/metrics');
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))!
      .slice(name.length),
  );
}

describe('a connection without a refresh token', () => {
  test('ends with its token, and ends soon in the last seven days', async () => {
    const id = await withoutRefreshToken(60);
    const { ends_at, ends_soon_from, expires_at } = await attributesOf(id);
    expect([ends_at, daysLeft(ends_soon_from)]).toEqual([expires_at, 53]);
    await pass(id, 53 * DAY - MINUTE);
    expect([await inCondition('ends_soon'), await inCondition('connected')]).toEqual([[], [id]]);
    expect(await attention()).toEqual([]);
    await pass(id, MINUTE);
    expect([await inCondition('ends_soon'), await inCondition('connected')]).toEqual([[id], []]);
    const [{ condition, count, credentials }, ...others] = await attention();
    expect([condition, count, credentials[0].id, others]).toEqual(['ends_soon', 1, id, []]);
    expect(credentials[0].ends_at).toBe((await attributesOf(id)).ends_at);
    expect(daysLeft(credentials[0].ends_at)).toBe(7);
  });

  test('is noted in the audit log once, by whichever process comes first', async () => {
    const id = await withoutRefreshToken(60);
    await thirdParties().noteEnds();
    expect(await entries(id, 'credentials.ends_soon')).toEqual([]);
    await pass(id, 54 * DAY);
    await Promise.all([thirdParties().noteEnds(), thirdParties().noteEnds(), thirdParties().noteEnds()]);
    await thirdParties().noteEnds();
    const { ends_at } = await attributesOf(id);
    expect(await entries(id, 'credentials.ends_soon')).toEqual([{ actor_name: 'valetkey', ends_at }]);
  });

  test('must be connected again once its end has passed, even if nobody uses it', async () => {
    const id = await withoutRefreshToken(60);
    await pass(id, 60 * DAY + 4 * MINUTE);
    await thirdParties().endConnections();
    expect((await attributesOf(id)).state).toBe('connected');
    await pass(id, 2 * MINUTE);
    await Promise.all([thirdParties().endConnections(), thirdParties().endConnections()]);
    const { state, state_reason_code, ends_at, ends_soon_from } = await attributesOf(id);
    expect([state, state_reason_code, ends_soon_from]).toEqual([
      'needs_reauthorization',
      'token_ended',
      null,
    ]);
    expect(daysLeft(ends_at)).toBe(0);
    expect(await entries(id, 'credentials.refresh')).toEqual([
      {
        actor_name: 'valetkey',
        outcome: 'refused',
        reason: 'The token cannot be refreshed because there is no refresh token. Connect the account again.',
        reason_code: 'token_ended',
        ends_at,
      },
    ]);
    const [{ condition, credentials }] = await attention();
    expect([condition, credentials[0].ends_at]).toEqual(['needs_reauthorization', ends_at]);
  });

  test('that is refreshed in vain has ended then', async () => {
    const id = await withoutRefreshToken(60);
    expect((await owner.post(`credentials/${id}/refreshes`)).status).toBe(409);
    expect(daysLeft((await attributesOf(id)).ends_at)).toBe(0);
  });

  test('is noted again when it has been connected again', async () => {
    const id = await withoutRefreshToken(3);
    await thirdParties().noteEnds();
    await connectInBrowser(app, owner, id);
    await thirdParties().noteEnds();
    expect(await entries(id, 'credentials.ends_soon')).toHaveLength(2);
  });
});

describe('a connection with a refresh token', () => {
  const idle = (days: number) => ({ provider_settings: { refresh_token_idle_lifetime: days * 86_400 } });

  test('has no end if the life of its refresh token is unknown', async () => {
    const id = await connected(app, owner, await provider());
    const { ends_at, ends_soon_from } = await attributesOf(id);
    expect([ends_at, ends_soon_from]).toEqual([null, null]);
  });

  test('does not end soon while it is kept alive, but when that is overdue', async () => {
    const at = await provider();
    const id = await connected(app, owner, at, idle(5));
    expect(daysLeft((await attributesOf(id)).ends_at)).toBe(5);
    expect(await inCondition('ends_soon')).toEqual([]);
    await pass(id, 4.5 * DAY);
    expect(await inCondition('ends_soon')).toEqual([id]);
    await thirdParties().keepAlive();
    expect([at.refreshes(), await inCondition('ends_soon')]).toEqual([1, []]);
    expect(daysLeft((await attributesOf(id)).ends_at)).toBe(5);
  });

  test('ends soon if it is not kept alive and nobody uses it', async () => {
    const id = await connected(app, owner, await provider(), { ...idle(60), keep_alive: false });
    await pass(id, 54 * DAY);
    await thirdParties().keepAlive();
    expect(await inCondition('ends_soon')).toEqual([id]);
  });

  test('ends soon if its refreshes fail, unless it has no working token already', async () => {
    const at = await provider({ expiresIn: 10 * 86_400 });
    const id = await connected(app, owner, at, idle(9));
    at.always({ status: 503 });
    await pass(id, 8 * DAY);
    await thirdParties().keepAlive();
    expect([await inCondition('ends_soon'), await inCondition('refresh_failed')]).toEqual([[id], []]);
    await pass(id, 3 * DAY);
    expect([await inCondition('ends_soon'), await inCondition('no_working_token')]).toEqual([[], [id]]);
  });

  test('is asked for at the provider once its end has passed, which may be wrong', async () => {
    const at = await provider();
    const id = await connected(app, owner, at, { ...idle(30), keep_alive: false });
    await pass(id, 31 * DAY);
    await thirdParties().endConnections();
    expect([at.refreshes(), (await attributesOf(id)).state]).toEqual([1, 'connected']);
    expect(daysLeft((await attributesOf(id)).ends_at)).toBe(30);
    await thirdParties().endConnections();
    expect(at.refreshes()).toBe(1);
  });

  test('must be connected again if the provider then refuses, on the day it had ended', async () => {
    const at = await provider();
    const id = await connected(app, owner, at, { ...idle(30), keep_alive: false });
    await pass(id, 31 * DAY);
    const { ends_at } = await attributesOf(id);
    at.always({ status: 400, body: JSON.stringify({ error: 'invalid_grant' }) });
    await thirdParties().endConnections();
    const after = await attributesOf(id);
    expect([after.state, after.state_reason_code, after.ends_at]).toEqual([
      'needs_reauthorization',
      'grant_lost',
      ends_at,
    ]);
    expect(await entries(id, 'credentials.refresh')).toMatchObject([{ reason_code: 'grant_lost', ends_at }]);
  });

  test('that is lost before has ended when the provider said so', async () => {
    const at = await provider();
    const id = await connected(app, owner, at, idle(30));
    at.always({ status: 400, body: JSON.stringify({ error: 'invalid_grant' }) });
    await owner.post(`credentials/${id}/refreshes`);
    const { state, ends_at } = await attributesOf(id);
    expect([state, daysLeft(ends_at)]).toEqual(['needs_reauthorization', 0]);
  });

  test('is noted once although it is refreshed, if that does not extend it', async () => {
    const at = await provider({ rotating: false });
    const id = await connected(app, owner, at, { provider_settings: { refresh_token_lifetime: 5 * 86_400 } });
    await pass(id, 4.5 * DAY);
    await thirdParties().noteEnds();
    expect((await owner.post(`credentials/${id}/refreshes`)).status).toBe(200);
    await thirdParties().noteEnds();
    expect(await entries(id, 'credentials.ends_soon')).toHaveLength(1);
  });
});

test('/metrics counts the connections of all tenants that end soon, and those that have ended', async () => {
  await tablesOf(app)('connections').update({ state: 'pending', ends_soon_from: null });
  expect(await metric('valetkey_connections_ending{within="7d"}')).toBe(0);
  expect(await metric('valetkey_connections_first_end_timestamp_seconds')).toBeNaN();
  const ids = [await withoutRefreshToken(0.5), await withoutRefreshToken(2), await withoutRefreshToken(6)];
  owner = await app.tenant();
  await withoutRefreshToken(60);
  expect(await metric('valetkey_connections_ending{within="1d"}')).toBe(1);
  expect(await metric('valetkey_connections_ending{within="3d"}')).toBe(2);
  expect(await metric('valetkey_connections_ending{within="7d"}')).toBe(3);
  const [{ ends_at }] = await tablesOf(app)('connections').where({ credential_id: ids[0]! });
  expect(await metric('valetkey_connections_first_end_timestamp_seconds')).toBe(Number(ends_at) / 1000);
  expect(await metric('valetkey_connections_lost')).toBe(0);
  await pass(ids[0]!, DAY);
  await thirdParties().endConnections();
  expect(await metric('valetkey_connections_lost')).toBe(1);
  expect(await metric('valetkey_connections_ending{within="1d"}')).toBe(0);
});
