import { createHmac, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { makeCredential, startConnection, tokenOf } from '../../support/credentials.ts';
import { accepting, inDays, INVALID_CLIENT, rotate, secretOf, secretsAt } from '../../support/rotation.ts';
import type { ScriptedResponse } from '../../support/scripted-provider.ts';
import { setStage, tokens } from '../../support/stage.ts';
import { until } from '../../support/until.ts';

const stage = setStage();
const { play, connect, attributesOf, tokenAttributes, expire } = stage;

const OLD = new Set(['s3cret']);
const WARNING = 'the provider accepted only the previous client secret';
const warnings = (id: string) =>
  stage.app
    .logged()
    .split('\n')
    .filter((line) => line.includes(WARNING) && line.includes(id));

test('while a secret is rotated, the provider can accept only the old one, then only the new one', async () => {
  const accepted = new Set(['s3cret']);
  let issued = 0;
  const at = await play({ 'POST /token': accepting(accepted, () => tokens((issued += 1))) });
  const id = await connect(at, {});
  expect((await rotate(stage.owner, id)).status).toBe(200);
  await expire(id);
  expect((await tokenAttributes(id)).access_token).toBe('access-2');
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', state_reason: null });

  accepted.delete('s3cret');
  accepted.add('n3w');
  await expire(id);
  expect((await tokenAttributes(id)).access_token).toBe('access-3');
  // The new secret is tried first each time, and both times with the same refresh token.
  expect(secretsAt(at)).toEqual(['s3cret', 'n3w', 's3cret', 'n3w']);
  expect(at.at('/token').map(({ fields }) => fields['refresh_token'])).toEqual([
    undefined,
    'refresh-1',
    'refresh-1',
    'refresh-2',
  ]);
  const [warning, ...more] = warnings(id);
  expect(JSON.parse(warning!)).toMatchObject({ level: 40, tenant: stage.owner.tenantId, credential: id });
  expect(more).toEqual([]);
  expect(stage.app.logged()).not.toMatch(/s3cret|n3w/);
});

describe('the previous secret is tried too when', () => {
  test('a code is exchanged, and the token is introspected', async () => {
    const at = await play({
      'POST /token': accepting(OLD, () => tokens(1)),
      'POST /introspect': accepting(OLD, () => ({ active: true })),
    });
    const id = await makeCredential(stage.owner, at, {
      introspection_url: `${at.url}/introspect`,
      config_services: { token_validation: { type: 'introspection' } },
    });
    await rotate(stage.owner, id);
    const { body } = await startConnection(stage.owner, id);
    const redirect = await fetch(body.data.attributes.authorization_url as string, { redirect: 'manual' });
    const { search } = new URL(redirect.headers.get('location')!);
    expect((await stage.app.request('GET', `/callback/oauth2${search}`)).text).toContain('Connected');
    expect(secretsAt(at)).toEqual(['n3w', 's3cret']);
    expect(at.at('/token').map(({ fields }) => fields['code'])).toEqual(['code-1', 'code-1']);
    expect(secretsAt(at, '/introspect')).toEqual(['n3w', 's3cret']);
  });

  test.each<[string, object, object]>([
    ['client_credentials', {}, {}],
    ['password', {}, { username: 'ann', password: 'right' }],
    ['client_credentials', { client_authentication: 'header' }, {}],
  ])('tokens are requested with the grant type %s %j', async (grant_type, attributes, login) => {
    const at = await play({ 'POST /token': accepting(OLD, () => tokens(1)) });
    const id = await makeCredential(stage.owner, at, {
      grant_type,
      client_authentication: 'body',
      ...attributes,
    });
    await rotate(stage.owner, id);
    expect((await startConnection(stage.owner, id, login)).status).toBe(201);
    expect(secretsAt(at)).toEqual(['n3w', 's3cret']);
  });

  test('a token is exchanged for a longer-lived one', async () => {
    const at = await play({
      'POST /token': accepting(new Set(['s3cret', 'n3w']), () => ({
        access_token: 'short',
        expires_in: 3600,
      })),
      'POST /exchange': accepting(OLD, () => ({ access_token: 'long', expires_in: 5_184_000 })),
    });
    const id = await makeCredential(stage.owner, at, {
      client_authentication: 'body',
      grant_type: 'client_credentials',
      provider_settings: {
        token_exchange: {
          url: `${at.url}/exchange`,
          params: { client_secret: '{client_secret}', fb_exchange_token: '{access_token}' },
        },
      },
    });
    await rotate(stage.owner, id);
    expect((await startConnection(stage.owner, id)).status).toBe(201);
    expect(secretsAt(at, '/exchange')).toEqual(['n3w', 's3cret']);
    expect((await tokenAttributes(id)).access_token).toBe('long');
  });

  test.each<[string, ScriptedResponse]>([
    ['invalid_client', INVALID_CLIENT],
    ['401 without an error', { status: 401, body: '' }],
  ])('tokens are revoked, and the provider says %s', async (_, refusal) => {
    const at = await play({
      'POST /token': () => tokens(1),
      'POST /revoke': accepting(OLD, () => ({}), refusal),
    });
    const id = await connect(at, {});
    await rotate(stage.owner, id);
    await stage.owner.delete(`credentials/${id}/connections`);
    expect(secretsAt(at, '/revoke')).toEqual(['n3w', 's3cret']);
    expect(warnings(id)).toHaveLength(1);
  });

  test('the client signs with a private key', async () => {
    const keys = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    const [old, current] = keys.map(({ privateKey }) =>
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
    const at = await play({
      'POST /token': () => (at.at('/token').length === 1 ? INVALID_CLIENT : tokens(1)),
    });
    const id = await makeCredential(stage.owner, at, {
      grant_type: 'client_credentials',
      client_authentication: 'private_key_jwt',
      client_secret: old,
      provider_settings: { client_assertion: { algorithm: 'ES256' } },
    });
    await rotate(stage.owner, id, { client_secret: current });
    expect((await startConnection(stage.owner, id)).status).toBe(201);
    const [first, second] = at.at('/token').map(({ fields }) => fields['client_assertion']!);
    await jwtVerify(first!, keys[1]!.publicKey);
    await jwtVerify(second!, keys[0]!.publicKey);
    const ids = [first!, second!].map(
      (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString()).jti as string,
    );
    expect(new Set(ids).size).toBe(2);
  });

  test('a signed JWT is exchanged, and the provider refuses the key of the new one', async () => {
    const keys = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    const [old, current] = keys.map(({ privateKey }) =>
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
    const refusal = { status: 400, body: { error: 'invalid_grant' } };
    const at = await play({
      'POST /token': () => (at.at('/token').length === 1 ? refusal : tokens(1)),
    });
    const id = await makeCredential(stage.owner, at, {
      grant_type: 'jwt_bearer',
      client_secret: old,
      provider_settings: { jwt_grant: { algorithm: 'ES256' } },
    });
    await rotate(stage.owner, id, { client_secret: current });
    expect((await startConnection(stage.owner, id)).status).toBe(201);
    const [first, second] = at.at('/token').map(({ fields }) => fields['assertion']!);
    await jwtVerify(first!, keys[1]!.publicKey);
    await jwtVerify(second!, keys[0]!.publicKey);
    expect(warnings(id)).toHaveLength(1);
  });

  test('a device code is requested and redeemed', async () => {
    const codes = { device_code: 'device-1', user_code: 'ABCD', expires_in: 900, interval: 1 };
    const at = await play({
      'POST /token': accepting(OLD, () => tokens(1)),
      'POST /device': accepting(OLD, () => ({ ...codes, verification_uri: 'https://third.example/device' })),
    });
    const id = await makeCredential(stage.owner, at, {
      grant_type: 'device_code',
      client_authentication: 'body',
      device_authorization_url: `${at.url}/device`,
    });
    await rotate(stage.owner, id);
    const { status, body } = await startConnection(stage.owner, id);
    expect([status, body.data.attributes.user_code]).toEqual([201, 'ABCD']);
    expect(secretsAt(at, '/device')).toEqual(['n3w', 's3cret']);
    await until(async () => (await attributesOf(id)).state === 'connected' || undefined);
    expect(secretsAt(at)).toEqual(['n3w', 's3cret']);
  });

  test('the client signs with its secret', async () => {
    const at = await play({
      'POST /token': () => (at.at('/token').length === 1 ? INVALID_CLIENT : tokens(1)),
    });
    const secrets = ['old-'.repeat(10), 'new-'.repeat(10)] as const;
    const id = await makeCredential(stage.owner, at, {
      grant_type: 'client_credentials',
      client_authentication: 'client_secret_jwt',
      client_secret: secrets[0],
    });
    await rotate(stage.owner, id, { client_secret: secrets[1] });
    expect((await startConnection(stage.owner, id)).status).toBe(201);
    const [first, second] = at.at('/token').map(({ fields }) => fields['client_assertion']!);
    await jwtVerify(first!, new TextEncoder().encode(secrets[1]));
    await jwtVerify(second!, new TextEncoder().encode(secrets[0]));
  });
});

test.each<[string, ScriptedResponse]>([
  ['invalid_client', { status: 400, body: { error: 'invalid_client' } }],
  ['unauthorized_client', { status: 400, body: { error: 'unauthorized_client' } }],
  ["a provider's own name for it", { body: { ok: false, error: 'bad_client_secret' } }],
  ['401 without an error', { status: 401, body: '<html></html>' }],
])('a refresh is repeated with the previous secret after %s', async (_, refusal) => {
  let issued = 0;
  const at = await play({ 'POST /token': accepting(OLD, () => tokens((issued += 1)), refusal) });
  const id = await connect(at, {});
  await rotate(stage.owner, id);
  await expire(id);
  expect((await tokenAttributes(id)).access_token).toBe('access-2');
});

test.each<[string, ScriptedResponse]>([
  ['invalid_grant', { status: 400, body: { error: 'invalid_grant' } }],
  ['invalid_grant with 401', { status: 401, body: { error: 'invalid_grant' } }],
  ['401 with an unknown error', { status: 401, body: { error: 'nonsense' } }],
  [
    'unauthorized_client about the refresh token',
    { status: 401, body: { error: 'unauthorized_client', error_description: 'The refresh token expired' } },
  ],
  ['invalid_request', { status: 400, body: { error: 'invalid_request' } }],
  ['access_denied', { status: 403, body: { error: 'access_denied' } }],
  ['500', { status: 500, body: { error: 'invalid_client' } }],
  ['an unreadable success', { body: 'nonsense' }],
])('a request that may have used up its grant is not repeated: %s', async (_, refusal) => {
  let issued = 0;
  const at = await play({
    'POST /token': accepting(OLD, () => tokens((issued += 1)), refusal),
  });
  const id = await connect(at, {});
  await rotate(stage.owner, id);
  await expire(id);
  expect((await tokenOf(stage.owner, id)).status).toBeGreaterThan(400);
  expect(secretsAt(at)).toEqual(['s3cret', 'n3w']);
});

describe('if the provider refuses both secrets,', () => {
  test('the account needs attention, for the reason of the new one', async () => {
    const refusals: Record<string, string> = { n3w: 'unknown secret', s3cret: 'expired secret' };
    let issued = 0;
    const at = await play({
      'POST /token': (request) =>
        (issued += 1) === 1
          ? tokens(1)
          : {
              status: 401,
              body: { error: 'invalid_client', error_description: refusals[secretOf(request)!] },
            },
    });
    const id = await connect(at, {});
    await rotate(stage.owner, id);
    await expire(id);
    expect((await tokenOf(stage.owner, id)).status).toBe(503);
    expect(await attributesOf(id)).toMatchObject({
      state: 'connected',
      state_reason: expect.stringContaining('unknown secret'),
      state_reason_code: 'client_refused',
    });
    expect(secretsAt(at)).toEqual(['s3cret', 'n3w', 's3cret']);
  });

  test.each<[string, ScriptedResponse, object]>([
    ['an outage is not final', { status: 503 }, { state: 'connected' }],
    [
      'the end of the grant is',
      { status: 400, body: { error: 'invalid_grant' } },
      { state: 'needs_reauthorization', state_reason_code: 'grant_lost' },
    ],
  ])('what counts is what the accepted one leads to: %s', async (_, answer, expected) => {
    let issued = 0;
    const at = await play({
      'POST /token': accepting(OLD, () => ((issued += 1) === 1 ? tokens(1) : answer)),
    });
    const id = await connect(at, {});
    await rotate(stage.owner, id);
    await expire(id);
    expect((await tokenOf(stage.owner, id)).status).toBeGreaterThan(400);
    expect(secretsAt(at)).toEqual(['s3cret', 'n3w', 's3cret']);
    expect(await attributesOf(id)).toMatchObject(expected);
    expect(warnings(id)).toEqual([]);
  });
});

test('a shop’s redirect can be signed with either secret', async () => {
  const at = await play({ 'POST /token': () => tokens(1) });
  const id = await makeCredential(stage.owner, at, {
    provider_settings: { callback: { signature: 'shopify' } },
  });
  await rotate(stage.owner, id);
  const connectWith = async (secret: string) => {
    const { body } = await startConnection(stage.owner, id);
    const state = new URL(body.data.attributes.authorization_url).searchParams.get('state')!;
    const query = new URLSearchParams({ code: 'code-1', state });
    query.set('hmac', createHmac('sha256', secret).update(`code=code-1&state=${state}`).digest('hex'));
    return (await stage.app.request('GET', `/callback/oauth2?${query.toString()}`)).text;
  };
  expect(await connectWith('s3cret')).toContain('Connected');
  expect(await connectWith('n3w')).toContain('Connected');
  expect(await connectWith('other')).toContain('is not signed');
  await rotate(stage.owner, id, { previous_client_secret_expires_at: null });
  expect(await connectWith('s3cret')).toContain('is not signed');
});

test('a secret that the provider does not accept yet can be entered first', async () => {
  const at = await play({ 'POST /token': accepting(OLD, () => tokens(1)) });
  const id = await connect(at, {});
  await rotate(stage.owner, id, { previous_client_secret_expires_at: inDays(90) });
  await expire(id);
  await tokenAttributes(id);
  expect(secretsAt(at)).toEqual(['s3cret', 'n3w', 's3cret']);
});
