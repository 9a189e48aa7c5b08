import { createHash } from 'node:crypto';
import { document, type Caller, type TestApp } from '../support/app.ts';
import {
  asBearer,
  codeFor,
  expireEarlier,
  givePassword,
  introspect,
  outcome,
  redeem,
  REDIRECT_URI,
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

describe('RFC 6749, 4.1.3: a code', () => {
  test('works once, and a second use revokes its tokens (4.1.2)', async () => {
    const code = await codeFor(app, owner, client);
    const first = await redeem(app, client, code);
    expect(outcome(first)).toEqual([200, 'ok']);
    expect((await introspect(app, client, first.body.access_token)).active).toBe(true);
    expect(outcome(await redeem(app, client, code))).toEqual([400, 'invalid_grant']);
    expect((await introspect(app, client, first.body.access_token)).active).toBe(false);
    expect(outcome(await refresh(app, client, first.body.refresh_token))).toEqual([400, 'invalid_grant']);
    const used = await asBearer(app, first.body.access_token, 'GET', `/v2/tenants/${owner.tenantId}/flows`);
    expect(used.status).toBe(401);
  });

  test('of another app is refused, and still works for its own', async () => {
    const code = await codeFor(app, owner, client);
    expect(outcome(await redeem(app, other, code))).toEqual([400, 'invalid_grant']);
    expect(outcome(await redeem(app, client, code))).toEqual([200, 'ok']);
  });

  test('expires after the app’s code_lifetime', async () => {
    const own = await registerApp(owner, { code_lifetime: 60 });
    const code = await codeFor(app, owner, own);
    await expireEarlier(app, 60_001, 'authorization_codes');
    expect(outcome(await redeem(app, own, code))).toEqual([400, 'invalid_grant']);
  });

  test('requires the redirect_uri of its request, if there was one', async () => {
    const named = () => codeFor(app, owner, client, { redirect_uri: REDIRECT_URI });
    expect(outcome(await redeem(app, client, await named()))).toEqual([400, 'invalid_grant']);
    const wrong = { redirect_uri: `${REDIRECT_URI}/x` };
    expect(outcome(await redeem(app, client, await named(), wrong))).toEqual([400, 'invalid_grant']);
    const right = { redirect_uri: REDIRECT_URI };
    expect(outcome(await redeem(app, client, await named(), right))).toEqual([200, 'ok']);
    expect(outcome(await redeem(app, client, await codeFor(app, owner, client), right))).toEqual([200, 'ok']);
    expect(outcome(await redeem(app, client, await codeFor(app, owner, client), wrong))).toEqual([
      400,
      'invalid_grant',
    ]);
  });

  test('requires the exact redirect_uri of its request, including a loopback port', async () => {
    const own = await registerApp(owner, { redirect_uris: ['http://127.0.0.1/cb'] });
    const requested = { redirect_uri: 'http://127.0.0.1:5000/cb' };
    const code = await codeFor(app, owner, own, requested);
    for (const redirect_uri of [
      'http://127.0.0.1:6000/cb',
      'http://127.0.0.1/cb',
      'http://127.0.0.1:05000/cb',
    ])
      expect(outcome(await redeem(app, own, code, { redirect_uri }))).toEqual([400, 'invalid_grant']);
    expect(outcome(await redeem(app, own, code, requested))).toEqual([200, 'ok']);
  });

  test.each([true, false])(
    'is refused if its redirect URI is no longer registered (sent in the request: %s)',
    async (named) => {
      const own = await registerApp(owner);
      const fields = named ? { redirect_uri: REDIRECT_URI } : undefined;
      const code = await codeFor(app, owner, own, fields);
      const redirect_uris = ['https://new.example/cb'];
      await owner.patch(`oauth-apps/${own.id}`, document('oauth-app', { redirect_uris }));
      expect(outcome(await redeem(app, own, code, fields))).toEqual([400, 'invalid_grant']);
    },
  );

  test.each(['', 'vkac_x', 'nonsense', `vkac_${'A'.repeat(49)}`])(
    'that is invalid ("%s") is refused',
    async (code) => {
      const error = code === '' ? 'invalid_request' : 'invalid_grant';
      expect(outcome(await redeem(app, client, code))).toEqual([400, error]);
    },
  );

  describe('with PKCE (RFC 7636, 4.6)', () => {
    const verifier = 'b~._-'.repeat(12);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const withChallenge = { code_challenge: challenge, code_challenge_method: 'S256' };

    test.each<[string, Record<string, string>, Record<string, string>, string]>([
      ['the verifier', withChallenge, { code_verifier: verifier }, 'ok'],
      ['no verifier', withChallenge, {}, 'invalid_grant'],
      ['another verifier', withChallenge, { code_verifier: 'c'.repeat(43) }, 'invalid_grant'],
      ['the challenge as the verifier', withChallenge, { code_verifier: challenge }, 'invalid_grant'],
      ['a verifier that is too short', withChallenge, { code_verifier: 'short' }, 'invalid_grant'],
      ['a verifier without a challenge (RFC 9700, 4.8.2)', {}, { code_verifier: verifier }, 'invalid_grant'],
    ])('%s', async (_what, requested, given, error) => {
      const code = await codeFor(app, owner, client, requested);
      const answer = await redeem(app, client, code, given);
      expect(answer.body.error ?? 'ok').toBe(error);
    });
  });

  test('gives a refresh token only with offline_access and the refresh_token grant type', async () => {
    const scopes = async (scope: string) =>
      (await redeem(app, client, await codeFor(app, owner, client, { scope }))).body;
    expect(await scopes('read.flows')).not.toHaveProperty('refresh_token');
    expect(await scopes('read.flows offline_access')).toHaveProperty('refresh_token');
    const without = await registerApp(owner, { scopes: SCOPES, grant_types: ['authorization_code'] });
    const { body } = await redeem(app, without, await codeFor(app, owner, without));
    expect(body).not.toHaveProperty('refresh_token');
  });

  test('is refused after its consent was revoked', async () => {
    const own = await registerApp(owner);
    const code = await codeFor(app, owner, own);
    const [consent] = (await owner.get(`authorizations?filter[oauth_app]=${own.id}`)).body.data;
    await owner.delete(`authorizations/${consent.id}`);
    expect(outcome(await redeem(app, own, code))).toEqual([400, 'invalid_grant']);
  });

  test.each<[string, (member: Caller) => Promise<unknown>]>([
    ['deactivated', ({ userId }) => owner.patch(`users/${userId}`, document('user', { active: false }))],
    ['removed', ({ userId }) => owner.delete(`users/${userId}`)],
  ])('is refused if its user was %s in the meantime', async (_what, change) => {
    const member = await app.member(owner, 'admin');
    await givePassword(app, member);
    const code = await codeFor(app, member, client);
    await change(member);
    expect(outcome(await redeem(app, client, code))).toEqual([400, 'invalid_grant']);
  });

  test('is refused if the audience of its app now excludes the user', async () => {
    const own = await registerApp(owner);
    const member = await app.member(owner, 'admin');
    await givePassword(app, member);
    const code = await codeFor(app, member, own);
    await owner.patch(`oauth-apps/${own.id}`, document('oauth-app', { audience: 'creator' }));
    expect(outcome(await redeem(app, own, code))).toEqual([400, 'invalid_grant']);
  });
});
