import { startApp, type Caller, type TestApp } from '../../support/app.ts';
import { closeProviders, connected, LOOPBACK_ALLOWED, provider } from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';

const DAY = 86_400_000;

let app: TestApp;
let owner: Caller;
/** When the tokens of the connections were stored. */
const OBTAINED = Date.now() - 30 * DAY;

beforeEach(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterEach(async () => {
  await app.close();
  await closeProviders();
});

/** A connection whose end an older release did not know. */
async function stored(attributes: object, row: object = {}): Promise<string> {
  const id = await connected(app, owner, await provider());
  const sql = tablesOf(app);
  await sql('credentials').where({ id }).update(attributes);
  await sql('connections')
    .where({ credential_id: id })
    .update({ obtained_at: OBTAINED, refresh_expires_at: null, keep_alive_at: null, ends_at: null, ...row });
  return id;
}

const limitIdle = () => app.platform.services.thirdParties.limitIdle();

/** In days since the tokens were stored. */
async function timesOf(id: string) {
  const row = await tablesOf(app)('connections').where({ credential_id: id }).first();
  const days = (time: unknown) => (time === null ? null : (Number(time) - OBTAINED) / DAY);
  return {
    ends: days(row.ends_at),
    refresh: days(row.refresh_expires_at),
    keepAlive: days(row.keep_alive_at),
  };
}

const UNKNOWN = { ends: null, refresh: null, keepAlive: null };

test('a connection from before its idle limit was known is kept alive', async () => {
  const id = await stored({ provider: 'adobe-sign' });
  expect(await limitIdle()).toBe(false);
  const { ends, refresh, keepAlive } = await timesOf(id);
  expect([ends, refresh]).toEqual([60, 60]);
  expect(keepAlive).toBeGreaterThanOrEqual(36);
  expect(keepAlive).toBeLessThanOrEqual(48);
});

test('the limit of the credential comes first', async () => {
  const settings = JSON.stringify({ refresh_token_idle_lifetime: 90 * 86_400 });
  const id = await stored({ provider: 'adobe-sign', provider_settings: settings });
  await limitIdle();
  expect((await timesOf(id)).ends).toBe(90);
});

test('connections without a limit, of a provider that the tenant defined, without a refresh token, or that are lost stay as they are', async () => {
  const ids = [
    await stored({ provider: 'exact-online' }),
    await stored({ provider: null }),
    await stored({ provider: 'adobe-sign' }, { refresh_token: null }),
    await stored({ provider: 'adobe-sign', grant_type: 'client_credentials' }),
    await stored({ provider: 'adobe-sign' }, { state: 'needs_reauthorization' }),
  ];
  const own = { id: 'exact-online', entry: '{}', version: 1, created_at: 1, updated_at: 1 };
  await tablesOf(app)('providers').insert({ tenant_id: owner.tenantId, ...own });
  await limitIdle();
  for (const id of ids) expect(await timesOf(id)).toEqual(UNKNOWN);
});
