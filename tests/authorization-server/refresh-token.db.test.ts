import { document, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  asBearer,
  codeFor,
  expireEarlier,
  givePassword,
  introspect,
  outcome,
  redeem,
  refresh,
  registerApp,
  type RegisteredApp,
} from '../support/oauth.ts';
import { SCOPES, setUpTokens } from './setup.ts';

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
let other: RegisteredApp;

beforeAll(async () => {
  ({ app, owner, client, other } = await setUpTokens());
});
afterAll(() => app.close());

describe('RFC 6749, 6, with rotation (RFC 9700, 4.14.2): a refresh token', () => {
  const issueTokens = async () => (await redeem(app, client, await codeFor(app, owner, client))).body;

  test('is replaced by a new one at every refresh', async () => {
    let { refresh_token: token } = await issueTokens();
    const seen = new Set<string>();
    for (let turn = 0; turn < 4; turn += 1) {
      const { status, body } = await refresh(app, client, token);
      expect([status, body.scope]).toEqual([200, SCOPES.join(' ')]);
      seen.add(token);
      token = body.refresh_token;
    }
    expect(seen.size).toBe(4);
  });

  test('can be used again after a lost response: a new successor replaces the unused one', async () => {
    const { refresh_token } = await issueTokens();
    const lost = await refresh(app, client, refresh_token);
    const again = await refresh(app, client, refresh_token);
    expect(outcome(again)).toEqual([200, 'ok']);
    expect(outcome(await refresh(app, client, again.body.refresh_token))).toEqual([200, 'ok']);
    expect(outcome(await refresh(app, client, lost.body.refresh_token))).toEqual([400, 'invalid_grant']);
  });

  test('revokes the grant if it is used after it was replaced', async () => {
    const { refresh_token } = await issueTokens();
    const stolen = await refresh(app, client, refresh_token);
    const again = await refresh(app, client, refresh_token);
    expect(outcome(await refresh(app, client, stolen.body.refresh_token))).toEqual([400, 'invalid_grant']);
    expect(outcome(await refresh(app, client, again.body.refresh_token))).toEqual([400, 'invalid_grant']);
    expect((await introspect(app, client, again.body.access_token)).active).toBe(false);
  });

  test('revokes the grant if it is used again after its successor', async () => {
    const { refresh_token } = await issueTokens();
    const second = (await refresh(app, client, refresh_token)).body;
    const third = (await refresh(app, client, second.refresh_token)).body;
    expect(outcome(await refresh(app, client, refresh_token))).toEqual([400, 'invalid_grant']);
    expect(outcome(await refresh(app, client, third.refresh_token))).toEqual([400, 'invalid_grant']);
    expect((await introspect(app, client, third.access_token)).active).toBe(false);
  });

  test('revokes the grant if it is used again after 30 seconds', async () => {
    const { refresh_token } = await issueTokens();
    const second = (await refresh(app, client, refresh_token)).body;
    const sql = tablesOf(app);
    await sql('refresh_tokens')
      .whereNotNull('used_at')
      .update({ used_at: sql.raw('used_at - 30001') });
    expect(outcome(await refresh(app, client, refresh_token))).toEqual([400, 'invalid_grant']);
    expect(outcome(await refresh(app, client, second.refresh_token))).toEqual([400, 'invalid_grant']);
  });

  test('of another app is refused, and still works for its own', async () => {
    const { refresh_token } = await issueTokens();
    expect(outcome(await refresh(app, other, refresh_token))).toEqual([400, 'invalid_grant']);
    expect(outcome(await refresh(app, client, refresh_token))).toEqual([200, 'ok']);
  });

  test('accepts narrower scopes for one access token, and never wider ones', async () => {
    const code = await codeFor(app, owner, client, { scope: 'read.flows offline_access' });
    const { refresh_token } = (await redeem(app, client, code)).body;
    expect(outcome(await refresh(app, client, refresh_token, { scope: 'create.flows' }))).toEqual([
      400,
      'invalid_scope',
    ]);
    const narrow = await refresh(app, client, refresh_token, { scope: 'read.flows' });
    expect([narrow.status, narrow.body.scope]).toEqual([200, 'read.flows']);
    const next = await refresh(app, client, narrow.body.refresh_token);
    expect(next.body.scope).toBe('read.flows offline_access');
  });

  test('expires after going unused for the app’s refresh_token_lifetime', async () => {
    const own = await registerApp(owner, { scopes: SCOPES, refresh_token_lifetime: 3600 });
    let token = (await redeem(app, own, await codeFor(app, owner, own))).body.refresh_token;
    for (let turn = 0; turn < 3; turn += 1) {
      await expireEarlier(app, 3_000_000, 'refresh_tokens');
      await expireEarlier(app, 3_000_000, 'token_grants');
      token = (await refresh(app, own, token)).body.refresh_token;
    }
    await expireEarlier(app, 3_600_001, 'refresh_tokens');
    expect(outcome(await refresh(app, own, token))).toEqual([400, 'invalid_grant']);
  });

  test.each<[string, (member: Caller) => Promise<unknown>]>([
    [
      'the user is deactivated',
      ({ userId }) => owner.patch(`users/${userId}`, document('user', { active: false })),
    ],
    ['the user is removed', ({ userId }) => owner.delete(`users/${userId}`)],
    [
      'the consent is revoked',
      async ({ userId }) => {
        const [consent] = (await owner.get(`authorizations?filter[user]=${userId}`)).body.data;
        await owner.delete(`authorizations/${consent.id}`);
      },
    ],
  ])('and its access token stop working when %s', async (_what, change) => {
    const member = await app.member(owner, 'admin');
    await givePassword(app, member);
    const { access_token, refresh_token } = (await redeem(app, client, await codeFor(app, member, client)))
      .body;
    await change(member);
    expect(outcome(await refresh(app, client, refresh_token))).toEqual([400, 'invalid_grant']);
    expect(await introspect(app, client, access_token)).toEqual({ active: false });
    expect((await asBearer(app, access_token, 'GET', '/v2/me')).status).toBe(401);
  });

  test.each(['', 'vkrt_x', 'nonsense'])('that is invalid ("%s") is refused', async (token) => {
    const error = token === '' ? 'invalid_request' : 'invalid_grant';
    expect(outcome(await refresh(app, client, token))).toEqual([400, error]);
  });
});
