import { document } from '../../support/app.ts';
import { tokenOf } from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';
import type { SeenRequest } from '../../support/scripted-provider.ts';
import { setStage } from '../../support/stage.ts';

/** Two tokens in one response, as Slack returns them with token rotation. */
const stage = setStage();
const { play, connect, attributesOf, tokenAttributes, expire } = stage;

const ADDITIONAL = {
  user: {
    access_token: '/authed_user/access_token',
    refresh_token: '/authed_user/refresh_token',
    token_type: '/authed_user/token_type',
    expires_in: '/authed_user/expires_in',
    scope: '/authed_user/scope',
  },
};
const TOKEN_RESPONSE = { additional_tokens: ADDITIONAL, token_type: '/token_type' };

type Fails = { user?: object };

/** Slack, where each refresh token can be used once. @param fails how a refresh of the user's token fails */
async function slack(fails: Fails = {}) {
  const current = { bot: 0, user: 0 };
  const issue = (who: 'bot' | 'user') => {
    const n = (current[who] += 1);
    return {
      access_token: `xoxe.${who}-${n}`,
      refresh_token: `xoxe-1-${who}-${n}`,
      token_type: who,
      expires_in: who === 'bot' ? 43_200 : 36_000,
      scope: who === 'bot' ? 'chat:write' : 'search:read,users:read',
    };
  };
  return play({
    'POST /token': ({ fields }: SeenRequest) => {
      if (fields['grant_type'] !== 'refresh_token')
        return { ok: true, ...issue('bot'), authed_user: { id: 'U1', ...issue('user') } };
      const [, , who, n] = fields['refresh_token']!.split('-') as [string, string, 'bot' | 'user', string];
      if (who === 'user' && fails.user !== undefined) return fails.user;
      if (Number(n) !== current[who]) return { ok: false, error: 'invalid_refresh_token' };
      return { ok: true, ...issue(who) };
    },
    'POST /revoke': () => ({ ok: true }),
  });
}

const settings = {
  provider_settings: {
    token_response: TOKEN_RESPONSE,
    revocation: { params: {}, authorization: 'token' },
  },
};

test('both tokens are returned, and each is refreshed with its own refresh token, again and again', async () => {
  const at = await slack();
  const id = await connect(at, settings);
  const first = await tokenAttributes(id);
  expect(first).toMatchObject({
    access_token: 'xoxe.bot-1',
    scopes: ['chat:write'],
    additional_tokens: {
      user: { access_token: 'xoxe.user-1', token_type: 'user', scopes: ['search:read', 'users:read'] },
    },
  });
  // The set is refreshed before the token that expires first.
  const { user } = first['additional_tokens'] as Record<string, { expires_at: string }>;
  expect(Math.abs(Date.parse(user!.expires_at) - Date.parse(first['expires_at'] as string))).toBeLessThan(
    1000,
  );
  for (const n of [2, 3]) {
    await expire(id);
    expect(await tokenAttributes(id)).toMatchObject({
      access_token: `xoxe.bot-${n}`,
      additional_tokens: {
        user: { access_token: `xoxe.user-${n}`, scopes: ['search:read', 'users:read'] },
      },
    });
  }
  const used = at.at('/token').map(({ fields }) => fields['refresh_token']);
  expect(used.slice(1)).toEqual(['xoxe-1-bot-1', 'xoxe-1-user-1', 'xoxe-1-bot-2', 'xoxe-1-user-2']);
});

test('no refresh token is in a response, or in the database as it is', async () => {
  const at = await slack();
  const id = await connect(at, settings);
  await expire(id);
  const read = [
    await tokenOf(stage.owner, id),
    await stage.owner.get(`credentials/${id}`),
    await stage.owner.get('audit-events'),
  ];
  const rows = await tablesOf(stage.app)('connections').where({ credential_id: id });
  expect(read.map(({ text }) => text).join('') + JSON.stringify(rows)).not.toContain('xoxe-1-');
});

test('if one refresh fails, neither refresh token is lost, and both are tried again', async () => {
  const fails: Fails = {};
  const at = await slack(fails);
  const id = await connect(at, settings);
  fails.user = { status: 503 };
  await expire(id);
  expect((await tokenOf(stage.owner, id)).status).toBe(503);
  delete fails.user;
  await expire(id);
  expect(await tokenAttributes(id)).toMatchObject({
    access_token: 'xoxe.bot-3',
    additional_tokens: { user: { access_token: 'xoxe.user-2' } },
  });
});

test('if the user revokes their grant, the token of the bot still works', async () => {
  const fails: Fails = {};
  const at = await slack(fails);
  const id = await connect(at, settings);
  fails.user = { ok: false, error: 'token_revoked' };
  await expire(id);
  const token = await tokenAttributes(id);
  expect([token['access_token'], token['additional_tokens']]).toEqual(['xoxe.bot-2', undefined]);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected' });
  expect(stage.app.logged()).toContain('the provider has ended the grant of an additional token');
  await expire(id);
  expect((await tokenAttributes(id))['access_token']).toBe('xoxe.bot-3');
});

test('disconnecting revokes both', async () => {
  const at = await slack();
  const id = await connect(at, settings);
  await stage.owner.delete(`credentials/${id}/connections`);
  expect(at.at('/revoke').map(({ headers }) => headers.authorization)).toEqual([
    'Bearer xoxe.user-1',
    'Bearer xoxe.bot-1',
  ]);
});

test('a token that was not requested is left out', async () => {
  const at = await play({
    'POST /token': () => ({ access_token: 'xoxb', refresh_token: 'r', authed_user: { id: 'U1' } }),
  });
  const id = await connect(at, settings);
  expect(await tokenAttributes(id)).not.toHaveProperty('additional_tokens');
});

test.each(['/refresh_token', '/authed_user/refresh_token', '/id_token'])(
  'a refresh token or an ID token is not returned as an additional token: %s',
  async (access_token) => {
    const token_response = { additional_tokens: { user: { access_token } } };
    const attributes = { name: 'x', provider_settings: { token_response } };
    const { status, body } = await stage.owner.post('credentials', document('credential', attributes));
    expect([status, body.errors[0].source.pointer]).toEqual([
      422,
      '/data/attributes/provider_settings/token_response/additional_tokens/user/access_token',
    ]);
  },
);
