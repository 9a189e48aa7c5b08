import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { makeCredential, startConnection } from '../../support/credentials.ts';
import { setStage, tokens } from '../../support/stage.ts';

const stage = setStage();
const { play, connect, tokenAttributes, expire } = stage;

test('Notion: JSON with Basic and a version header, a new refresh token each time, JSON revocation', async () => {
  let issued = 0;
  const at = await play({ 'POST /token': () => tokens((issued += 1)), 'POST /revoke': () => ({}) });
  const id = await connect(at, {
    client_authentication: 'header',
    provider_settings: {
      token_request_format: 'json',
      token_headers: { 'Notion-Version': '2022-06-28' },
      revocation: { format: 'json', token: 'access_token', token_name: 'token' },
    },
  });
  expect(at.at('/token')[0]).toMatchObject({
    headers: { 'notion-version': '2022-06-28', authorization: expect.stringMatching(/^Basic /) },
    fields: { grant_type: 'authorization_code', code: 'code-1' },
  });
  await expire(id);
  await tokenAttributes(id);
  await expire(id);
  await tokenAttributes(id);
  expect(at.at('/token').map(({ fields }) => fields['refresh_token'])).toEqual([
    undefined,
    'refresh-1',
    'refresh-2',
  ]);
  await stage.owner.delete(`credentials/${id}/connections`);
  expect(at.at('/revoke')[0]).toMatchObject({
    contentType: 'application/json',
    fields: { token: 'access-3' },
  });
});

test('TikTok: client_key instead of client_id, everywhere', async () => {
  const at = await play({ 'POST /token': () => tokens(1) });
  await connect(at, { scope_separator: ',', provider_settings: { client_id_name: 'client_key' } });
  expect(at.at('/authorize')[0]!.query).toMatchObject({ client_key: 'acme', scope: 'read,write' });
  expect(at.at('/authorize')[0]!.query).not.toHaveProperty('client_id');
  expect(at.at('/token')[0]!.fields).toMatchObject({ client_key: 'acme', client_secret: 's3cret' });
  expect(at.at('/token')[0]!.fields).not.toHaveProperty('client_id');
});

test('Zoom server-to-server: a grant type of its own, with the account ID as a parameter', async () => {
  const at = await play({ 'POST /token': () => ({ access_token: 'access-1', expires_in: 3600 }) });
  const id = await makeCredential(stage.owner, at, {
    grant_type: 'client_credentials',
    scopes: [],
    parameters: { account_id: 'AC1' },
    token_params: { account_id: '{account_id}' },
    provider_settings: { token_grant_type: 'account_credentials' },
  });
  expect((await startConnection(stage.owner, id)).status).toBe(201);
  expect(at.at('/token')[0]!.fields).toEqual({ grant_type: 'account_credentials', account_id: 'AC1' });
  expect((await tokenAttributes(id)).access_token).toBe('access-1');
});

test('Okta service apps: the client authenticates with private_key_jwt', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const at = await play({ 'POST /token': () => ({ access_token: 'access-1', expires_in: 3600 }) });
  const id = await makeCredential(stage.owner, at, {
    grant_type: 'client_credentials',
    client_authentication: 'private_key_jwt',
    client_secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    provider_settings: { client_assertion: { key_id: 'kid-1' } },
  });
  expect((await startConnection(stage.owner, id)).status).toBe(201);
  const { fields } = at.at('/token')[0]!;
  expect(fields).not.toHaveProperty('client_secret');
  const { payload, protectedHeader } = await jwtVerify(fields['client_assertion']!, publicKey);
  expect(protectedHeader.kid).toBe('kid-1');
  expect(payload).toMatchObject({ iss: 'acme', sub: 'acme', aud: `${at.url}/token` });
});

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
