import { createPrivateKey, hash } from 'node:crypto';
import { document, makeClient, makeComponent, type Caller } from '../../support/app.ts';
import { startConnection, tokenOf } from '../../support/credentials.ts';
import { faultOfJwt, rsaKey } from '../../support/jwt-checks.ts';
import type { SeenRequest } from '../../support/scripted-provider.ts';
import { setStage } from '../../support/stage.ts';
import { until } from '../../support/until.ts';

/** Access tokens that are JWTs of the client itself, for an API that checks them as Snowflake does. */
const stage = setStage();
const { play, attributesOf, tokenAttributes, expire } = stage;

const KEY = rsaKey();
type Related = Record<string, { type: string; id: string }>;
const PROVIDER: Related = { provider: { type: 'provider', id: 'snowflake-key-pair' } };

/** SHA-256 of the public key, as the text that is entered in Snowflake has it. */
function fingerprintOf({ publicKey }: typeof KEY): string {
  const text = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const body = text.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  return hash('sha256', Buffer.from(body, 'base64'), 'base64');
}

/** Snowflake's SQL API: accepts the JWTs of the user ROBOT with this key. */
async function snowflake(key = KEY) {
  const fingerprint = fingerprintOf(key);
  return play({
    'POST /api/v2/statements': async ({ headers }: SeenRequest) => {
      const fault = await faultOfJwt(/^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1], {
        key: key.publicKey,
        issuer: `MYORG-ACCOUNT1.ROBOT.SHA256:${fingerprint}`,
        subject: 'MYORG-ACCOUNT1.ROBOT',
        audience: undefined,
        scope: undefined,
        longest: 3600,
      });
      return fault === undefined ? { code: '090001' } : { status: 401, body: { message: fault } };
    },
  });
}

async function make(attributes: object = {}, related: Related = PROVIDER, by: Caller = stage.owner) {
  const own = {
    name: 'Warehouse',
    grant_type: 'jwt_bearer',
    client_id: 'ROBOT',
    client_secret: KEY.pem,
    parameters: { account: 'MYORG-ACCOUNT1' },
    ...attributes,
  };
  return by.post('credentials', document('credential', own, related));
}

/** A connected credential. @returns its ID */
async function connected(attributes: object = {}, related: Related = PROVIDER): Promise<string> {
  const { body } = await make(attributes, related);
  const { id } = body.data;
  const started = await startConnection(stage.owner, id);
  expect([started.status, started.body.errors]).toEqual([201, undefined]);
  return id as string;
}

async function query(url: string, token: unknown): Promise<[number, unknown]> {
  const answer = await fetch(`${url}/api/v2/statements`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${String(token)}`,
      'x-snowflake-authorization-token-type': 'KEYPAIR_JWT',
    },
  });
  return [answer.status, await answer.json()];
}

test('Snowflake accepts the JWT that the key of the user has signed', async () => {
  const { url } = await snowflake();
  const id = await connected();
  const token = await tokenAttributes(id);
  expect(await query(url, token['access_token'])).toEqual([200, { code: '090001' }]);
  expect(token).toMatchObject({
    token_type: 'Bearer',
    base_uri: 'https://MYORG-ACCOUNT1.snowflakecomputing.com',
  });
  // 60 of the 3600 seconds are in the past, for clocks that are behind.
  expect(token['expires_in']).toBeGreaterThan(3530);
  expect(token['expires_in']).toBeLessThanOrEqual(3540);
});

test('another JWT is signed when it ends, and the connection has no end', async () => {
  const { url } = await snowflake();
  const id = await connected();
  const { access_token: first } = await tokenAttributes(id);
  await expire(id);
  const { access_token: second } = await tokenAttributes(id);
  expect(second).not.toBe(first);
  expect((await query(url, second))[0]).toBe(200);
  expect((await stage.owner.post(`credentials/${id}/refreshes`)).status).toBe(200);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', ends_at: null });
  expect((await stage.owner.delete(`credentials/${id}/connections`)).status).toBe(204);
});

test('after another key is entered, tokens have its fingerprint', async () => {
  const other = rsaKey();
  const { url } = await snowflake(other);
  const id = await connected();
  expect((await query(url, (await tokenAttributes(id))['access_token']))[0]).toBe(401);
  const change = { client_secret: other.pem };
  expect((await stage.owner.patch(`credentials/${id}`, document('credential', change))).status).toBe(200);
  // The next caller still gets the token that is there, and another one is signed meanwhile.
  await until(async () => {
    const { access_token } = await tokenAttributes(id);
    return (await query(url, access_token))[0] === 200 ? true : undefined;
  });
});

const AS_KEY = createPrivateKey(KEY.pem);

test.each<[string, string]>([
  ['PKCS #1', AS_KEY.export({ type: 'pkcs1', format: 'pem' }).toString()],
  ['JWK', JSON.stringify(AS_KEY.export({ format: 'jwk' }))],
])('a key as %s has the same fingerprint', async (_, client_secret) => {
  const { url } = await snowflake();
  const id = await connected({ client_secret });
  expect((await query(url, (await tokenAttributes(id))['access_token']))[0]).toBe(200);
});

test.each<[string, object, number, string[]]>([
  ['no key', { client_secret: null }, 409, ['client_secret']],
  ['something that is no key', { client_secret: 's3cret' }, 409, ['client_secret']],
  ['no account', { parameters: {} }, 409, ['parameters.account']],
])('connecting is refused with %s', async (_, attributes, expected, missing) => {
  const { body } = await make(attributes);
  const answer = await startConnection(stage.owner, body.data.id);
  expect([answer.status, answer.body.errors[0].meta.missing]).toEqual([
    expected,
    expect.arrayContaining(missing),
  ]);
});

test('an account in small letters is refused, because Snowflake compares it with capital letters', async () => {
  const { status, body } = await make({ parameters: { account: 'myorg-account1' } });
  expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/parameters/account']);
});

describe('the key of a credential', () => {
  const exchanged = { token_url: 'https://a.example/token', provider_settings: {} };
  const issuing = (subject: string) => ({ jwt_grant: { in: 'access_token', subject } });
  const patch = (id: string, attributes: object, by: Caller = stage.owner) =>
    by.patch(`credentials/${id}`, document('credential', attributes));

  test.each<[string, object, object]>([
    ['an exchange', exchanged, { provider_settings: issuing('ann') }],
    ['other claims', { provider_settings: issuing('ann') }, { provider_settings: issuing('bob') }],
    [
      'another grant type',
      {
        provider_settings: issuing('ann'),
        grant_type: 'client_credentials',
        client_authentication: 'private_key_jwt',
      },
      { grant_type: 'jwt_bearer' },
    ],
  ])('that was entered for %s must be entered again to sign access tokens', async (_, before, change) => {
    const { body } = await make({ parameters: {}, ...before }, {});
    const { id } = body.data;
    const { status, body: refused } = await patch(id, change);
    expect([status, refused.errors[0].source.pointer]).toEqual([
      422,
      '/data/attributes/provider_settings/jwt_grant',
    ]);
    expect((await patch(id, { ...change, client_secret: KEY.pem })).status).toBe(200);
  });

  test.each<[string, object, Related | undefined]>([
    ['its own claims', { parameters: {}, provider_settings: issuing('ann') }, {}],
    ['the claims of a provider', {}, undefined],
  ])('that signs %s must be entered again for another issuer', async (_, attributes, related) => {
    const { body } = await make(attributes, related);
    const { status, body: refused } = await patch(body.data.id, { client_id: 'SOMEONE' });
    expect([status, refused.errors[0].source.pointer]).toEqual([422, '/data/attributes/client_id']);
    expect(refused.errors[0].detail).toContain('would sign other access tokens');
    expect((await patch(body.data.id, { client_id: 'SOMEONE', client_secret: KEY.pem })).status).toBe(200);
    expect((await patch(body.data.id, { name: 'Renamed' })).status).toBe(200);
  });

  test('that signs the scopes must be entered again for other scopes', async () => {
    const jwt_grant = { in: 'access_token', subject: 'ann', scope: 'claim' };
    const attributes = { parameters: {}, provider_settings: { jwt_grant }, scopes: ['read'] };
    const { body } = await make(attributes, {});
    expect((await patch(body.data.id, { scopes: ['admin'] })).status).toBe(422);
  });

  test('that a caller may not read is not used to sign claims that the caller sets', async () => {
    const role = await stage.owner.post(
      'roles',
      document('role', {
        name: 'Editor',
        permissions: [
          'tenants.credentials.create',
          'tenants.credentials.edit',
          'tenants.credentials.get',
          'tenants.credentials.use',
        ],
      }),
    );
    const user = await stage.app.member(stage.owner, role.body.data.attributes.name as string);
    const component = await makeComponent(stage.owner);
    const client = await makeClient(stage.owner, component, { client_id: 'ROBOT', client_secret: KEY.pem });
    const attributes = {
      client_id: null,
      client_secret: null,
      parameters: {},
      provider_settings: issuing('ann'),
    };
    const related = {
      component: { type: 'component', id: component },
      oauth_client: { type: 'oauth-client', id: client },
    };
    const { status, body } = await make(attributes, related, user);
    expect([status, body.errors?.[0].code]).toEqual([403, 'permission_missing']);
  });

  test('is in no token, and in no response', async () => {
    const id = await connected();
    const answers = [await tokenOf(stage.owner, id), await stage.owner.get(`credentials/${id}`)];
    for (const { text } of answers) expect(text).not.toContain(KEY.pem.slice(40, 80));
  });
});

describe('a provider that a tenant defines', () => {
  const entry = (jwt_grant: object) => ({ name: 'Own', grant_types: ['jwt_bearer'], jwt_grant });
  const define = (id: string, attributes: object) =>
    stage.owner.post('providers', { data: { type: 'provider', id, attributes } });

  test('needs no token URL if the client signs its access tokens, and one otherwise', async () => {
    expect((await define('own-issuing', entry({ in: 'access_token' }))).status).toBe(201);
    const { status, body } = await define('own-exchanging', entry({ in: 'body' }));
    expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/token_url']);
  });

  test('cannot have other claims signed with a key that was entered before', async () => {
    await define('own-changing', entry({ in: 'access_token', subject: 'ann' }));
    const related = { provider: { type: 'provider', id: 'own-changing' } };
    const id = await connected({ parameters: {} }, related);
    const change = { jwt_grant: { in: 'access_token', subject: 'bob' } };
    const changed = await stage.owner.patch('providers/own-changing', {
      data: { type: 'provider', id: 'own-changing', attributes: change },
    });
    expect(changed.status).toBe(200);
    await expire(id);
    expect((await tokenOf(stage.owner, id)).body.errors[0].code).toBe('token_url_changed');
    await stage.owner.patch(`credentials/${id}`, document('credential', { client_secret: KEY.pem }));
    expect((await startConnection(stage.owner, id)).status).toBe(201);
  });
});
