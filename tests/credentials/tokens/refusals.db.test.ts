import { document, startApp, type Caller, type TestApp } from '../../support/app.ts';
import {
  age,
  closeProviders,
  connected,
  LOOPBACK_ALLOWED,
  provider,
  tokenOf,
} from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';
import type { Behaviour, Provider } from '../../support/providers/provider.mjs';

const HOUR = 3_600_000;

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

const attributesOf = async (id: string) => (await owner.get(`credentials/${id}`)).body.data.attributes;
const row = (id: string) => tablesOf(app)('connections').where({ credential_id: id });
const says = (error: string, status = 400): Behaviour => ({ status, body: JSON.stringify({ error }) });

/** A credential whose token has expired, at a provider that always responds like this. */
async function failing(behaviour: Behaviour | undefined): Promise<{ at: Provider; id: string }> {
  const at = await provider();
  const id = await connected(app, owner, at);
  await age(app, id, 2 * HOUR);
  at.always(behaviour);
  return { at, id };
}

/** Requests the token this often, without the pauses in between. */
async function refresh(id: string, times: number): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) {
    await row(id).update({ retry_at: null });
    await tokenOf(owner, id);
  }
}

/** Moves the first refusal into the past. */
const wait = (id: string, milliseconds: number) =>
  row(id).update({ refused_since: tablesOf(app).raw('refused_since - ?', [milliseconds]) });

const REFUSALS: [string, Behaviour][] = [
  ['an error that does not say that the grant has ended', says('invalid_request')],
  ['an error of its own', says('x_unheard_of', 403)],
];

test.each(REFUSALS)('%s, ten times over a day, ends the connection', async (_what, behaviour) => {
  const { at, id } = await failing(behaviour);
  await refresh(id, 9);
  await wait(id, 25 * HOUR);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected' });
  const before = at.refreshes();
  await refresh(id, 1);
  expect(at.refreshes()).toBe(before + 1);
  expect(await attributesOf(id)).toMatchObject({
    state: 'needs_reauthorization',
    state_reason: expect.stringMatching(
      /It has refused 10 times over more than a day\. Connect the account again\.$/,
    ),
  });
  await refresh(id, 1);
  expect(at.refreshes()).toBe(before + 1);
});

test.each<[string, Behaviour]>([
  ['a status without an error', { status: 403, body: '<html>Blocked</html>' }],
  ['an unknown client or secret', says('invalid_client', 401)],
  ['a client that may not use the grant type', says('unauthorized_client')],
])('%s ends the connection after a week', async (_what, behaviour) => {
  const { id } = await failing(behaviour);
  await refresh(id, 10);
  await wait(id, 160 * HOUR);
  await refresh(id, 1);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected' });
  await wait(id, 10 * HOUR);
  await refresh(id, 1);
  expect(await attributesOf(id)).toMatchObject({
    state: 'needs_reauthorization',
    state_reason: expect.stringContaining('It has refused 12 times over more than a week.'),
  });
});

test('a change of the credential starts the count again', async () => {
  const { id } = await failing(says('invalid_request'));
  await refresh(id, 10);
  await wait(id, 25 * HOUR);
  await owner.patch(`credentials/${id}`, {
    data: { type: 'credential', id, attributes: { scopes: ['read'] } },
  });
  await refresh(id, 1);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected' });
});

test('a secret that the provider replaced first loses no account: the next token comes with the new one', async () => {
  const { at, id } = await failing(undefined);
  at.options.clientSecret = 'n3w';
  const { status, body } = await tokenOf(owner, id);
  expect([status, body.errors[0].meta.reason_code]).toEqual([503, 'client_refused']);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', state_reason_code: 'client_refused' });
  await owner.patch(`credentials/${id}`, document('credential', { client_secret: 'n3w' }));
  // Without the pause after the refusal.
  expect((await tokenOf(owner, id)).status).toBe(200);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', state_reason: null });
});

describe('a change of the settings during a refresh', () => {
  /** A refresh that the provider is about to refuse for good. */
  async function almostLost(
    behaviour: Behaviour,
  ): Promise<{ at: Provider; id: string; refused: () => Promise<unknown> }> {
    const { at, id } = await failing(undefined);
    await row(id).update({
      failures: 9,
      refusals: 9,
      refused_since: tablesOf(app).raw('obtained_at - ?', [200 * HOUR]),
    });
    const { arrived, release } = at.hold(behaviour);
    const answer = tokenOf(owner, id);
    await arrived;
    return {
      at,
      id,
      async refused() {
        release();
        return (await answer).status;
      },
    };
  }

  test.each<[string, Behaviour, object]>([
    ['scopes that are refused', says('invalid_scope'), { scopes: ['read'] }],
    [
      'a client authentication that is refused',
      says('invalid_client', 401),
      { client_authentication: 'body' },
    ],
    ['a secret that is refused without an error', { status: 401 }, { client_secret: 's3cret' }],
    ['a grant that ends', says('invalid_grant'), { scopes: ['read'] }],
  ])('keeps the account: %s', async (_what, behaviour, change) => {
    const { id, refused } = await almostLost(behaviour);
    await owner.patch(`credentials/${id}`, document('credential', change));
    expect(await refused()).toBe(503);
    expect(await attributesOf(id)).toMatchObject({ state: 'connected', next_refresh_at: null });
    expect(await row(id).first('refusals')).toEqual({ refusals: 0 });
  });

  test('that a refresh does not use makes no difference', async () => {
    const { id, refused } = await almostLost(says('invalid_scope'));
    await owner.patch(`credentials/${id}`, document('credential', { name: 'Renamed' }));
    expect(await refused()).toBe(409);
    expect(await attributesOf(id)).toMatchObject({ state: 'needs_reauthorization' });
  });
});

test('a change of the name ends no pause, and a change of the settings does', async () => {
  const { at, id } = await failing(says('access_denied'));
  await tokenOf(owner, id);
  const before = at.refreshes();
  await owner.patch(`credentials/${id}`, document('credential', { name: 'Renamed' }));
  await tokenOf(owner, id);
  expect(at.refreshes()).toBe(before);
  const { body } = await owner.patch(`credentials/${id}`, document('credential', { scopes: ['read'] }));
  expect(body.data.attributes.next_refresh_at).toBeNull();
  await tokenOf(owner, id);
  expect(at.refreshes()).toBe(before + 1);
});

test('an error whose description is not text is refused like any other', async () => {
  const body = '{"error":"x_unheard_of","error_description":{"toString":1}}';
  const { id } = await failing({ status: 400, body });
  expect((await tokenOf(owner, id)).status).toBe(503);
  expect(await attributesOf(id)).toMatchObject({ state_reason_code: 'provider_refused' });
});

test('a client that was deleted at the provider ends the connection', async () => {
  const { id } = await failing(says('deleted_client', 401));
  expect((await tokenOf(owner, id)).status).toBe(409);
  expect(await attributesOf(id)).toMatchObject({
    state: 'needs_reauthorization',
    state_reason_code: 'client_refused',
  });
});

test('ten refusals within a day do not end the connection', async () => {
  const { id } = await failing(says('invalid_request'));
  await refresh(id, 10);
  await wait(id, 23 * HOUR);
  await refresh(id, 1);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected' });
});

test('nine refusals over days do not end the connection', async () => {
  const { id } = await failing(says('invalid_request'));
  await refresh(id, 8);
  await wait(id, 100 * HOUR);
  await refresh(id, 1);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected' });
});

test.each<[string, Behaviour]>([
  ['access_denied', says('access_denied')],
  ['server_error', says('server_error')],
  ['status 503', { status: 503 }],
  ['status 429', { status: 429 }],
  ['status 408', { status: 408 }],
  ['no response', { resetBefore: true }],
])('%s never ends the connection, however often', async (_what, behaviour) => {
  const { id } = await failing(behaviour);
  await refresh(id, 11);
  await wait(id, 100 * HOUR);
  await refresh(id, 1);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected' });
});

test('an outage in between makes no difference, a success starts again', async () => {
  const { at, id } = await failing(says('invalid_request'));
  await refresh(id, 9);
  await wait(id, 25 * HOUR);
  at.always({ status: 503 });
  await refresh(id, 1);
  at.always(undefined);
  await refresh(id, 1);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', state_reason: null });
  await age(app, id, 2 * HOUR);
  at.always(says('invalid_request'));
  await refresh(id, 5);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected' });
  expect(await row(id).first('refusals')).toEqual({ refusals: 5 });
});
