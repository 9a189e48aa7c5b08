import { generateKeyPairSync } from 'node:crypto';
import { makeCredential, startConnection } from '../../support/credentials.ts';
import { agrees } from '../../support/scripted-provider.ts';
import { setStage, tokens } from '../../support/stage.ts';

const stage = setStage();
const { play, connect } = stage;

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
