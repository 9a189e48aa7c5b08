import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, exportJWK } from 'jose';
import { document, makeClient, makeComponent, PIZZA_VAN } from '../../support/app.ts';
import { makeCredential, startConnection } from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';
import { rsaKey } from '../../support/jwt-checks.ts';
import { setStage, tokens } from '../../support/stage.ts';
import type { ScriptedProvider } from '../../support/scripted-provider.ts';

/** The private key that signs the JWT of a jwt_bearer credential, and who may decide what it signs. */
const stage = setStage();
const { play, attributesOf, tokenAttributes, expire } = stage;

const KEY = rsaKey();
const change = (id: string, attributes: object) =>
  stage.owner.patch(`credentials/${id}`, document('credential', attributes));
const accepting = () => play({ 'POST /token': () => tokens(1), 'POST /revoke': () => ({}) });
const signer = (at: ScriptedProvider, attributes: object = {}) =>
  makeCredential(stage.owner, at, { grant_type: 'jwt_bearer', client_secret: KEY.pem, ...attributes });
const jwtAt = (at: ScriptedProvider) => decodeJwt(at.at('/token').at(-1)!.fields['assertion']!);

test('the key is never sent, stored as text, or returned', async () => {
  const at = await play({
    'POST /token': () => ({ ...tokens(1), echo: KEY.pem, deep: { of: [KEY.pem.trim()] } }),
    'POST /revoke': () => ({}),
    'POST /introspect': () => ({ active: true }),
    'POST /exchange': () => tokens(2),
  });
  const id = await signer(at, {
    introspection_url: `${at.url}/introspect`,
    config_services: { token_validation: { type: 'introspection' } },
    token_params: { leak: '{client_secret}' },
    provider_settings: {
      token_exchange: { url: `${at.url}/exchange`, params: { client_secret: '{client_secret}' } },
    },
  });
  const answers = [await startConnection(stage.owner, id), await attributesOf(id), await tokenAttributes(id)];
  await expire(id);
  answers.push(await tokenAttributes(id), (await stage.owner.get('audit-events')).body);
  await stage.owner.delete(`credentials/${id}/connections`);
  expect(new Set(at.requests.map(({ path }) => path))).toEqual(
    new Set(['/token', '/introspect', '/exchange', '/revoke']),
  );
  const rows = await Promise.all(
    ['credentials', 'connections', 'connection_attempts', 'audit_events'].map((table) =>
      tablesOf(stage.app)(table),
    ),
  );
  const seen = JSON.stringify([at.requests, answers, rows]);
  const lines = KEY.pem.trim().split('\n').slice(1, -1);
  expect(lines.filter((line) => seen.includes(line))).toEqual([]);
  expect(seen.includes('PRIVATE KEY')).toBe(false);
});

test.each<[string, string, RegExp]>([
  ['a password', 'hunter2-canary', /must be a private key for RS256/],
  ['a public key', String(KEY.publicKey.export({ type: 'spki', format: 'pem' })), /must be a private key/],
  ['a key of another kind', ecKey(), /must be a private key for RS256/],
  ['an encrypted key', encryptedKey(), /that is not encrypted/],
  [
    'a whole key file',
    JSON.stringify({ type: 'service_account', private_key: KEY.pem, client_email: 'a@b.example' }),
    /whole JSON key file\. Enter only its member private_key as client_secret, and its client_email as client_id/,
  ],
])('%s is refused as a key before anything is sent, and not repeated', async (_what, secret, detail) => {
  const at = await accepting();
  const { status, body, text } = await startConnection(
    stage.owner,
    await signer(at, { client_secret: secret }),
  );
  expect([status, body.errors[0].code, body.errors[0].meta.missing]).toEqual([
    409,
    'credential_incomplete',
    ['client_secret'],
  ]);
  expect(body.errors[0].detail).toMatch(detail);
  expect(text).not.toContain(secret.split('\n')[2] ?? secret);
  expect(at.requests).toEqual([]);
});

test.each<[string, string]>([
  ['a PEM as it is in a JSON file', KEY.pem.replaceAll('\n', '\\n')],
  ['a PEM without line breaks', KEY.pem.replaceAll('\n', '')],
  ['a PEM with spaces and quotation marks', `  "${KEY.pem.replaceAll('\n', ' ')}" `],
  ['PKCS #1', rsaKey('pkcs1').pem],
])('%s is accepted as a key', async (_what, client_secret) => {
  const at = await accepting();
  expect((await startConnection(stage.owner, await signer(at, { client_secret }))).status).toBe(201);
});

test('a key can be a JWK, for another algorithm, and have an ID', async () => {
  const at = await accepting();
  const { privateKey } = generateKeyPairSync('ed25519');
  const id = await signer(at, {
    client_secret: JSON.stringify(await exportJWK(privateKey)),
    provider_settings: { jwt_grant: { algorithm: 'EdDSA', key_id: '{client_id}-1' } },
  });
  expect((await startConnection(stage.owner, id)).status).toBe(201);
  const header = decodeProtectedHeader(at.at('/token')[0]!.fields['assertion']!);
  expect(header).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: 'acme-1' });
});

describe('a private key is not used as a client secret', () => {
  test('after a change to a grant type that would send it', async () => {
    const id = await signer(await accepting());
    const { status, body } = await change(id, { grant_type: 'client_credentials' });
    expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/grant_type']);
    expect(body.errors[0].detail).toContain('the private key would be used as a client secret');
    expect((await change(id, { grant_type: 'client_credentials', client_secret: 's' })).status).toBe(200);
  });

  test.each(['header', 'body', 'client_secret_jwt'])('by the client authentication %s', async (way) => {
    const at = await accepting();
    const { status, body } = await startConnection(
      stage.owner,
      await signer(at, { client_authentication: way }),
    );
    expect([status, body.errors[0].meta.missing]).toEqual([409, ['client_authentication']]);
    expect(at.requests).toEqual([]);
  });

  test('by another grant type, in any format', async () => {
    const at = await accepting();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const client_secret of [KEY.pem, JSON.stringify(await exportJWK(privateKey))]) {
      const id = await makeCredential(stage.owner, at, { grant_type: 'client_credentials', client_secret });
      const { status, body } = await startConnection(stage.owner, id);
      expect([status, body.errors[0].code]).toEqual([409, 'credential_incomplete']);
    }
    expect(at.requests).toEqual([]);
  });
});

test('the client can authenticate with the same key, or by its ID alone', async () => {
  const at = await accepting();
  await startConnection(stage.owner, await signer(at, { client_authentication: 'private_key_jwt' }));
  await startConnection(stage.owner, await signer(at, { client_authentication: 'none' }));
  const [signed, open] = at.at('/token').map(({ fields }) => fields);
  expect(decodeJwt(signed!['client_assertion']!)).toMatchObject({ iss: 'acme', sub: 'acme' });
  expect(decodeJwt(signed!['assertion']!)).not.toHaveProperty('sub');
  expect(open).toMatchObject({ client_id: 'acme', scope: 'read write' });
  expect(open).not.toHaveProperty('client_assertion');
});

describe('what is signed', () => {
  test('a parameter fills only its own claim, whatever its value', async () => {
    const at = await accepting();
    const user = 'ann","iss":"evil","exp":9999999999,"x":"{client_id}';
    const id = await signer(at, {
      parameters: { user, client_id: 'evil', iss: 'evil' },
      provider_settings: {
        jwt_grant: { issuer: '{client_id}', subject: '{user}', claims: { account: 'of {user}' } },
      },
    });
    await startConnection(stage.owner, id);
    const now = Math.floor(Date.now() / 1000);
    const { exp, iat, ...claims } = jwtAt(at);
    expect(claims).toEqual({
      jti: expect.stringMatching(/^\w{24}$/),
      iss: 'acme',
      sub: user,
      aud: `${at.url}/token`,
      account: `of ${user}`,
    });
    expect([exp! - iat!, iat! < now]).toEqual([300, true]);
  });

  test.each(['iss', 'sub', 'aud', 'exp', 'scope'])('%s is not set by the additional claims', async (name) => {
    const provider_settings = { jwt_grant: { claims: { [name]: 'evil' } } };
    const { status, body } = await stage.owner.post(
      'credentials',
      document('credential', { name: 'A', provider_settings }),
    );
    expect([status, body.errors[0].source.pointer]).toEqual([
      422,
      `/data/attributes/provider_settings/jwt_grant/claims/${name}`,
    ]);
  });

  test("neither a component's variables nor the account's values say who it is for", async () => {
    const at = await play({ 'POST /token': () => tokens(1, { whose: 'boss@acme.example' }) });
    const oauth2 = { ...PIZZA_VAN.credentials.oauth2, auth_uri: at.url, token_uri: `${at.url}/token` };
    const descriptor = { ...PIZZA_VAN, credentials: { ...PIZZA_VAN.credentials, oauth2 } };
    const component = await makeComponent(stage.owner, descriptor);
    await stage.owner.put(
      `components/${component}/env`,
      document('component-env', {
        vars: { PIZZAVAN_KEY: 'a', PIZZAVAN_SECRET: 'b', PIZZAVAN_REGION: 'boss@acme.example' },
      }),
    );
    await makeClient(stage.owner, component, { client_id: 'acme', client_secret: KEY.pem });
    const related = { component: { type: 'component', id: component } };
    for (const name of ['PIZZAVAN_REGION', 'whose']) {
      const provider_settings = {
        jwt_grant: { subject: `{${name}}` },
        token_response: { values: { whose: '/whose' } },
      };
      const attributes = { name: 'van', grant_type: 'jwt_bearer', provider_settings };
      const { body } = await stage.owner.post('credentials', document('credential', attributes, related));
      const started = await startConnection(stage.owner, body.data.id);
      expect([started.status, started.body.errors?.[0].meta.missing]).toEqual([409, [`parameters.${name}`]]);
    }
    expect(at.requests).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['subject', { subject: 'boss@acme.example' }, 'needs_reauthorization'],
    ['additional claims', { claims: { account: '2' } }, 'needs_reauthorization'],
    ['key ID', { key_id: 'kid-2' }, 'connected'],
  ])('changing the %s leaves the credential %s', async (_what, jwt_grant, state) => {
    const at = await accepting();
    const id = await signer(at);
    await startConnection(stage.owner, id);
    expect((await change(id, { provider_settings: { jwt_grant } })).body.data.attributes.state).toBe(state);
  });
});

function ecKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

function encryptedKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'x' };
  return String(privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }));
}
