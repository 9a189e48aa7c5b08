import { generateKeyPairSync, hash } from 'node:crypto';
import { makeCredential, startConnection } from '../../support/credentials.ts';
import { agrees } from '../../support/scripted-provider.ts';
import { setStage, tokens } from '../../support/stage.ts';

const stage = setStage();
const { play, connect, tokenAttributes, expire } = stage;

test('a private key is never used as a client secret', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const client_secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const at = await play({ 'POST /token': () => tokens(1) });
  const attributes = { grant_type: 'client_credentials', client_secret };
  const id = await makeCredential(stage.owner, at, {
    ...attributes,
    client_authentication: 'private_key_jwt',
  });
  const { status, body } = await stage.owner.patch(`credentials/${id}`, {
    data: { type: 'credential', id, attributes: { client_authentication: 'body' } },
  });
  expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/client_authentication']);
  const other = await makeCredential(stage.owner, at, { ...attributes, client_authentication: 'body' });
  const refused = await startConnection(stage.owner, other);
  expect([refused.status, refused.body.errors[0].code]).toEqual([409, 'credential_incomplete']);
  expect(at.at('/token')).toEqual([]);
});

test('a key that cannot be used is refused before anything is sent', async () => {
  const at = await play({ 'POST /token': () => tokens(1) });
  const id = await makeCredential(stage.owner, at, {
    grant_type: 'client_credentials',
    client_authentication: 'private_key_jwt',
  });
  const { status, body } = await startConnection(stage.owner, id);
  expect([status, body.errors[0].code]).toEqual([409, 'credential_incomplete']);
  expect(at.requests).toEqual([]);
});

test.each(['private_key_jwt', 'client_secret_jwt'])(
  'a setting never sends a secret that signs: %s',
  async (client_authentication) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const at = await play({
      'POST /token': () => tokens(1),
      'POST /exchange': () => tokens(2),
      'POST /revoke': () => ({}),
    });
    const params = { id: '{client_id}', secret: '{client_secret}', token: '{access_token}' };
    const id = await connect(at, {
      client_authentication,
      client_secret:
        client_authentication === 'private_key_jwt'
          ? privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
          : 's3cret-for-hmac-with-32-characters',
      provider_settings: { token_exchange: { url: `${at.url}/exchange`, params }, revocation: { params } },
    });
    await stage.owner.delete(`credentials/${id}/connections`);
    expect(at.at('/exchange')[0]!.fields).toEqual({ id: 'acme', secret: '', token: 'access-1' });
    expect(at.at('/revoke')[0]!.fields).toEqual({ id: 'acme', secret: '', token: 'access-2' });
  },
);

test('a value of the account is not filled in again, whatever it contains', async () => {
  const at = await play({
    'GET /authorize': agrees({ shop: '{client_secret}' }),
    'POST /token': () => tokens(1),
    'POST /revoke': () => ({}),
  });
  const id = await connect(at, {
    provider_settings: { callback: { values: ['shop'] }, revocation: { params: { shop: '{shop}' } } },
  });
  await stage.owner.delete(`credentials/${id}/connections`);
  expect(at.at('/revoke')[0]!.fields).toEqual({ shop: '{client_secret}' });
});

test('a revocation without parameters has no body, and sends no secret', async () => {
  const at = await play({ 'POST /token': () => tokens(1), 'DELETE /revoke': () => ({}) });
  const id = await connect(at, {
    provider_settings: {
      revocation: { method: 'DELETE', params: {}, headers: { 'X-Token': '{access_token}' } },
    },
  });
  await stage.owner.delete(`credentials/${id}/connections`);
  const { fields, query, contentType, headers } = at.at('/revoke')[0]!;
  expect([fields, query, contentType]).toEqual([{}, {}, '']);
  expect([headers['x-token'], headers.authorization]).toEqual(['access-1', undefined]);
});

test('the secret has the name that the provider gives it, and another grant type its own', async () => {
  const at = await play({ 'POST /token': () => tokens(1, { refresh_token: undefined }) });
  const id = await makeCredential(stage.owner, at, {
    grant_type: 'client_credentials',
    client_authentication: 'body',
    scopes: [],
    provider_settings: {
      client_id_name: 'appid',
      client_secret_name: 'secret',
      token_grant_type: 'account_credentials',
    },
  });
  expect((await startConnection(stage.owner, id)).status).toBe(201);
  expect(at.at('/token')[0]!.fields).toEqual({
    grant_type: 'account_credentials',
    appid: 'acme',
    secret: 's3cret',
  });
});

test('a public client proves the code with PKCE, and refreshes with the scopes and an empty secret', async () => {
  let issued = 0;
  const at = await play({ 'POST /token': () => tokens((issued += 1)) });
  const id = await connect(at, {
    client_secret: null,
    provider_settings: { empty_secret: true, refresh_scope: true },
  });
  const { fields } = at.at('/token')[0]!;
  const challenge = hash('sha256', fields['code_verifier']!, 'base64url');
  expect(at.at('/authorize')[0]!.query['code_challenge']).toBe(challenge);
  await expire(id);
  await tokenAttributes(id);
  expect(at.at('/token')[1]!.fields).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'refresh-1',
    scope: 'read write',
    client_id: 'acme',
    client_secret: '',
  });
});

test('a refresh repeats the redirect URI with which the account was connected', async () => {
  let issued = 0;
  const at = await play({
    'POST /token': ({ fields }) =>
      (issued += 1) === 1 || fields['redirect_uri'] === at.at('/token')[0]!.fields['redirect_uri']
        ? tokens(issued)
        : { status: 400, body: { error: 'invalid_grant' } },
  });
  const id = await connect(at, { provider_settings: { refresh_params: { redirect_uri: '{redirect_uri}' } } });
  await expire(id);
  expect(await tokenAttributes(id)).toMatchObject({ access_token: 'access-2' });
  const [connected, refreshed] = at.at('/token').map(({ fields }) => fields['redirect_uri']);
  expect(connected).toContain('/callback/oauth2');
  expect(refreshed).toBe(connected);
  expect(at.at('/authorize')[0]!.query['redirect_uri']).toBe(connected);
});
