import { startApp, type Caller, type TestApp } from '../../support/app.ts';
import { tablesOf } from '../../support/direct-database.ts';
import {
  age,
  closeProviders,
  connected,
  connectInBrowser,
  LOOPBACK_ALLOWED,
  makeCredential,
  provider,
} from '../../support/credentials.ts';
import { makeRole } from '../../support/people.ts';

const HOUR = 3_600_000;
const CONDITIONS = [
  'pending',
  'connected',
  'refresh_failed',
  'ends_soon',
  'no_working_token',
  'needs_reauthorization',
  'error',
] as const;

type Condition = (typeof CONDITIONS)[number];

let app: TestApp;
let owner: Caller;
/** A credential in each condition, and one whose token has expired unused. */
let ids: Record<Condition | 'idle', string>;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  const at = await provider();
  const make = (name: string) => connected(app, owner, at, { name });
  ids = {
    pending: await makeCredential(owner, at, { name: 'pending' }),
    connected: await make('connected'),
    idle: await make('idle'),
    refresh_failed: await make('refresh_failed'),
    ends_soon: await make('ends_soon'),
    no_working_token: await make('no_working_token'),
    needs_reauthorization: await make('needs_reauthorization'),
    error: await makeCredential(owner, at, { name: 'error' }),
  };
  await age(app, ids.idle, 2 * HOUR);
  await endSoon(ids.ends_soon);
  at.always({ status: 503 });
  for (const id of [ids.refresh_failed, ids.no_working_token])
    await owner.post(`credentials/${id}/refreshes`);
  await age(app, ids.no_working_token, 2 * HOUR);
  at.always({ status: 400, body: JSON.stringify({ error: 'invalid_grant' }) });
  await owner.post(`credentials/${ids.needs_reauthorization}/refreshes`);
  await connectInBrowser(app, owner, ids.error);
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

/** Lets a connection end in a day. */
const endSoon = (id: string) =>
  tablesOf(app)('connections')
    .where({ credential_id: id })
    .update({ ends_at: Date.now() + 24 * HOUR, ends_soon_from: Date.now() });

async function namesIn(query: string, by = owner): Promise<string[]> {
  const { status, body } = await by.get(`credentials?sort=name&${query}`);
  expect([status, body.meta.total]).toEqual([200, body.data.length]);
  return body.data.map((one: { attributes: { name: string } }) => one.attributes.name);
}

const attentionOf = async (by: Caller) => (await by.get('statistics')).body.data.attributes.attention;

describe('filter[condition]', () => {
  test.each(CONDITIONS)('finds the credentials that are %s', async (condition) => {
    const expected = condition === 'connected' ? ['connected', 'idle'] : [condition];
    expect(await namesIn(`filter[condition]=${condition}`)).toEqual(expected);
  });

  test('splits connected credentials by their last refresh and their end, and combines with other filters', async () => {
    expect(await namesIn('filter[state]=connected')).toEqual([
      'connected',
      'ends_soon',
      'idle',
      'no_working_token',
      'refresh_failed',
    ]);
    expect(await namesIn('filter[state]=connected&filter[condition]=refresh_failed')).toEqual([
      'refresh_failed',
    ]);
    expect(await namesIn('filter[state]=error&filter[condition]=refresh_failed')).toEqual([]);
    expect(await namesIn('filter[condition]=connected&filter[search]=IDL')).toEqual(['idle']);
    expect(await namesIn(`filter[condition]=connected&filter[id]=${ids.error},${ids.idle}`)).toEqual([
      'idle',
    ]);
  });

  test('prefers no_working_token to ends_soon, and ends_soon to refresh_failed', async () => {
    const [failed, expired] = [ids.refresh_failed, ids.no_working_token];
    for (const id of [failed, expired]) await endSoon(id);
    expect(await namesIn('filter[condition]=ends_soon')).toEqual(['ends_soon', 'refresh_failed']);
    expect(await namesIn('filter[condition]=refresh_failed')).toEqual([]);
    expect(await namesIn('filter[condition]=no_working_token')).toEqual(['no_working_token']);
    await tablesOf(app)('connections')
      .whereIn('credential_id', [failed, expired])
      .update({ ends_at: null, ends_soon_from: null });
  });

  test('is paginated', async () => {
    const { body } = await owner.get(
      'credentials?filter[condition]=connected&sort=-name&page[size]=1&page[number]=2',
    );
    expect([body.data[0].id, body.data.length, body.meta.total]).toEqual([ids.connected, 1, 2]);
  });

  test('treats a token as expired from its expiration on, and never if it has none', async () => {
    const tables = tablesOf(app);
    const expire = (expires_at: number | null) =>
      tables('connections').where({ credential_id: ids.refresh_failed }).update({ expires_at });
    const [{ expires_at: before }] = await tables('connections')
      .where({ credential_id: ids.refresh_failed })
      .select('expires_at');
    await expire(Date.now() - 1);
    expect(await namesIn('filter[condition]=no_working_token')).toEqual([
      'no_working_token',
      'refresh_failed',
    ]);
    expect(await namesIn('filter[condition]=refresh_failed')).toEqual([]);
    await expire(null);
    expect(await namesIn('filter[condition]=refresh_failed')).toEqual(['refresh_failed']);
    await expire(Number(before));
  });

  test('finds no credentials of another tenant', async () => {
    const stranger = await app.tenant();
    for (const condition of CONDITIONS)
      expect(await namesIn(`filter[condition]=${condition}`, stranger)).toEqual([]);
  });

  test.each(['', 'lost', 'Connected', 'connected,error', 'constructor', '%25', "'"])(
    'rejects a value that is not a condition: "%s"',
    async (value) => {
      const { status, body } = await owner.get(`credentials?filter[condition]=${value}`);
      expect([status, body.errors[0].code, body.errors[0].source]).toEqual([
        400,
        'invalid_parameter',
        { parameter: 'filter[condition]' },
      ]);
    },
  );
});

describe('attention in the statistics', () => {
  test('lists the credentials that need action, worst first, each with its reason', async () => {
    const shown = async (id: string) => {
      const { name, state, state_reason, state_reason_code, expires_at, ends_at } = (
        await owner.get(`credentials/${id}`)
      ).body.data.attributes;
      return { id, name, state, state_reason, state_reason_code, expires_at, ends_at };
    };
    const conditions = ['needs_reauthorization', 'error', 'no_working_token', 'ends_soon'] as const;
    const expected = await Promise.all(
      conditions.map(async (condition) => ({
        condition,
        count: 1,
        credentials: [await shown(ids[condition])],
      })),
    );
    expect(await attentionOf(owner)).toEqual(expected);
    expect(expected.map(({ credentials: [one] }) => one!.state_reason_code)).toEqual([
      'grant_lost',
      'login_refused',
      'provider_unavailable',
      null,
    ]);
  });

  test('lists the five most recently changed credentials, with the total count', async () => {
    const by = await app.tenant();
    const made: string[] = [];
    for (let count = 0; count < 7; count += 1)
      made.push(await makeCredential(by, { url: 'https://third.example' }, { name: `Number ${count}` }));
    const tables = tablesOf(app);
    await tables('connections').where({ tenant_id: by.tenantId }).update({ state: 'error' });
    for (const [index, id] of made.entries())
      await tables('credentials')
        .where({ id })
        .update({ updated_at: 1_000 * index });
    const [error, ...others] = await attentionOf(by);
    expect([error.condition, error.count, others]).toEqual(['error', 7, []]);
    expect(error.credentials.map(({ id }: { id: string }) => id)).toEqual(made.slice(2).reverse());
  });

  test('lists those that end soon in the order in which they end', async () => {
    const by = await app.tenant();
    const at = await provider();
    const [later, sooner] = [await connected(app, by, at), await connected(app, by, at)];
    await endSoon(later);
    await endSoon(sooner);
    await tablesOf(app)('connections').where({ credential_id: sooner }).decrement('ends_at', HOUR);
    const [{ condition, credentials }] = await attentionOf(by);
    expect([condition, ...credentials.map(({ id }: { id: string }) => id)]).toEqual([
      'ends_soon',
      sooner,
      later,
    ]);
  });

  test('is empty in a tenant without problems, even if other tenants have some', async () => {
    expect(await attentionOf(await app.tenant())).toEqual([]);
  });

  test('is null for users who may not view credentials', async () => {
    await makeRole(owner, ['tenants.statistics.get'], 'counts-only');
    const member = await app.member(owner, 'counts-only');
    expect((await member.get('credentials')).status).toBe(403);
    const { attention, connections } = (await member.get('statistics')).body.data.attributes;
    expect([attention, connections.error]).toEqual([null, 1]);
  });
});
