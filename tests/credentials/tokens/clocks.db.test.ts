import { startApp, type TestApp } from '../../support/app.ts';
import { tablesOf } from '../../support/direct-database.ts';
import {
  age,
  closeProviders,
  connected,
  LOOPBACK_ALLOWED,
  provider,
  tokenOf,
} from '../../support/credentials.ts';
import { createDatabase } from '../../support/databases.ts';

const HOUR = 3_600_000;
const TWO_HOURS = 7_200_000;

/**
 * Two servers share a database, and the clock of one is two hours off. Both run in this process, so the clock is wrong
 * only during calls to that server. Everything that compares times uses the database's clock.
 */
async function withClockOff<T>(by: number, work: () => Promise<T>): Promise<T> {
  const real = Date.now;
  Date.now = () => real() + by;
  try {
    return await work();
  } finally {
    Date.now = real;
  }
}

let one: TestApp;
let other: TestApp;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createDatabase();
  drop = () => database.drop();
  one = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: database.url });
  other = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: database.url });
});
afterAll(async () => {
  await one.close();
  await other.close();
  await closeProviders();
  await drop();
});

describe.each([
  ['ahead', TWO_HOURS],
  ['behind', -TWO_HOURS],
])('a clock two hours %s', (_, off) => {
  test('neither refreshes tokens early nor returns expired ones', async () => {
    const owner = await one.tenant();
    const at = await provider();
    const id = await connected(one, owner, at);
    const there = (path: string) =>
      withClockOff(off, () =>
        other.request('POST', `/v2/tenants/${owner.tenantId}/credentials/${id}/${path}`, {
          headers: { Authorization: `Basic ${btoa(`${owner.email}:${owner.apiKey}`)}` },
        }),
      );
    for (let turn = 0; turn < 5; turn += 1) {
      expect((await there('tokens')).body.data.attributes.access_token).toBe('access-1');
      expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('access-1');
    }
    expect(at.refreshes()).toBe(0);

    // The times it stores are right for both servers.
    await age(one, id, TWO_HOURS);
    const { attributes } = (await there('tokens')).body.data;
    expect(attributes.access_token).toBe('access-2');
    expect(Math.abs(attributes.expires_in - 3600)).toBeLessThan(10);
    expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('access-2');
    expect(at.refreshes()).toBe(1);
  });

  test('does not take a lease that the other server holds', async () => {
    const owner = await one.tenant();
    const at = await provider();
    const id = await connected(one, owner, at);
    await age(one, id, TWO_HOURS);
    const held = at.hold();
    const waiting = tokenOf(owner, id);
    await held.arrived;
    const [{ lease_until }] = await tablesOf(one)('connections').where({ credential_id: id });
    expect(Math.abs(Number(lease_until) - Date.now())).toBeLessThan(300_000);
    const both = withClockOff(off, async () => {
      const asked = other.request('POST', `/v2/tenants/${owner.tenantId}/credentials/${id}/tokens`, {
        headers: { Authorization: `Basic ${btoa(`${owner.email}:${owner.apiKey}`)}` },
      });
      // Long enough to check the lease more than once.
      await new Promise((resolve) => setTimeout(resolve, 700));
      held.release();
      return asked;
    });
    expect((await both).body.data.attributes.access_token).toBe('access-2');
    await waiting;
    expect(at.refreshes()).toBe(1);
  });
});

describe('a database clock that was set back by more than an hour', () => {
  const change = (id: string, columns: object) =>
    tablesOf(one)('connections').where({ credential_id: id }).update(columns);

  test('does not extend the pause after a failed refresh', async () => {
    const owner = await one.tenant();
    const at = await provider();
    const id = await connected(one, owner, at);
    await age(one, id, TWO_HOURS);
    await change(id, { retry_at: Date.now() + HOUR + 60_000 });
    expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('access-2');
  });

  test('does not keep a token from being refreshed ahead', async () => {
    const owner = await one.tenant();
    const at = await provider();
    const id = await connected(one, owner, at);
    const later = Date.now() + HOUR + 60_000;
    await change(id, {
      last_used_at: Date.now(),
      refresh_at: Date.now() - 1_000,
      retry_at: later,
      lease_owner: 'process#1',
      lease_until: later,
      called_at: later,
    });
    await one.platform.services.thirdParties.refreshAhead();
    await one.platform.services.thirdParties.refresher.settle(60_000);
    expect(at.refreshes()).toBe(1);
  });
});
