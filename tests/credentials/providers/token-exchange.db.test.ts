import { document } from '../../support/app.ts';
import { makeCredential, startConnection, tokenOf } from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';
import { faultOfJwt, rsaKey } from '../../support/jwt-checks.ts';
import type { ScriptedProvider, ScriptedResponse, SeenRequest } from '../../support/scripted-provider.ts';
import { setStage, tokens } from '../../support/stage.ts';

/** Access tokens that are exchanged (RFC 8693), at providers that check requests as the standard says. */
const stage = setStage();
const { play, connect, attributesOf, tokenAttributes, expire } = stage;

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const SUBJECT = 'subject-token-of-another-service';

/** Why a request is not one that RFC 8693, 2.1, allows; undefined if it is. */
function faultIn({ fields, contentType }: SeenRequest): string | undefined {
  if (contentType !== 'application/x-www-form-urlencoded') return contentType;
  if (fields['grant_type'] !== TOKEN_EXCHANGE) return 'grant_type';
  if (!fields['subject_token'] || !fields['subject_token_type']) return 'subject_token';
  if ('actor_token' in fields !== 'actor_token_type' in fields) return 'actor_token_type';
  return undefined;
}

/** A token endpoint that exchanges this subject token, or any, n-th for `exchanged-n`. */
function exchanging({ subject, ...more }: { subject?: string; [member: string]: unknown } = {}) {
  let issued = 0;
  return (request: SeenRequest): ScriptedResponse | object => {
    const fault = faultIn(request);
    const isWrong = subject !== undefined && request.fields['subject_token'] !== subject;
    // RFC 8693, 2.2.2.
    if (fault !== undefined || isWrong)
      return { status: 400, body: { error: 'invalid_request', error_description: fault ?? 'subject_token' } };
    const access_token = `exchanged-${(issued += 1)}`;
    return { access_token, issued_token_type: ACCESS_TOKEN, token_type: 'Bearer', expires_in: 3600, ...more };
  };
}

/** Creates a credential whose subject token is entered. @returns its ID */
async function make(at: ScriptedProvider, settings: object = {}, attributes: object = {}): Promise<string> {
  return makeCredential(stage.owner, at, {
    grant_type: 'token_exchange',
    provider_settings: { token_exchange: { subject_token_type: ACCESS_TOKEN, ...settings } },
    ...attributes,
  });
}

async function enter(id: string, entered: object = { subject_token: SUBJECT }): Promise<void> {
  const { status, body } = await startConnection(stage.owner, id, entered);
  expect([status, body.errors]).toEqual([201, undefined]);
}

test('a token that is entered is exchanged on behalf of its user, as Okta documents it', async () => {
  const at = await play({ 'POST /token': exchanging({ subject: SUBJECT }) });
  const id = await make(at, { audience: 'api://backend' }, { scopes: ['api:read'] });
  await enter(id);
  const [{ fields, headers } = { fields: {}, headers: {} }] = at.at('/token');
  expect(fields).toEqual({
    grant_type: TOKEN_EXCHANGE,
    subject_token: SUBJECT,
    subject_token_type: ACCESS_TOKEN,
    audience: 'api://backend',
    scope: 'api:read',
  });
  expect(headers.authorization).toBe(`Basic ${btoa('acme:s3cret')}`);
  const token = await tokenAttributes(id);
  expect(token).toMatchObject({ access_token: 'exchanged-1', token_type: 'Bearer', scopes: ['api:read'] });
  expect(token['extra']).toEqual({ issued_token_type: ACCESS_TOKEN });
});

test('every parameter of the standard is sent, with the parameters of the credential filled in', async () => {
  const at = await play({ 'POST /token': exchanging() });
  const id = await make(
    at,
    {
      subject_token_type: ID_TOKEN,
      actor_token_type: JWT,
      requested_token_type: JWT,
      audience: '//iam.example/{pool}',
      resource: 'https://{pool}.acme.example/api',
      scope: 'all-apis',
    },
    { parameters: { pool: 'main' } },
  );
  await enter(id, { subject_token: SUBJECT, actor_token: 'the-actor' });
  expect(at.at('/token')[0]!.fields).toEqual({
    grant_type: TOKEN_EXCHANGE,
    subject_token: SUBJECT,
    subject_token_type: ID_TOKEN,
    actor_token: 'the-actor',
    actor_token_type: JWT,
    requested_token_type: JWT,
    audience: '//iam.example/main',
    resource: 'https://main.acme.example/api',
    scope: 'all-apis',
  });
});

test('several audiences and resources are parameters of their own', async () => {
  const at = await play({ 'POST /token': exchanging() });
  const audience = ['//iam.example/{pool}', 'api://backend'];
  const resource = ['https://a.example', 'https://b.example'];
  const id = await make(at, { audience, resource }, { parameters: { pool: 'main' } });
  await enter(id);
  const sent = new URLSearchParams(at.at('/token')[0]!.text);
  expect(sent.getAll('audience')).toEqual(['//iam.example/main', 'api://backend']);
  expect(sent.getAll('resource')).toEqual(resource);
  const asJson = await make(
    at,
    {},
    {
      provider_settings: {
        token_exchange: { subject_token_type: ACCESS_TOKEN, resource },
        token_request_format: 'json',
      },
    },
  );
  await startConnection(stage.owner, asJson, { subject_token: SUBJECT });
  expect(JSON.parse(at.at('/token')[1]!.text)).toMatchObject({ resource });
});

test('a token that is not an access token has the token_type N_A', async () => {
  const at = await play({ 'POST /token': exchanging({ token_type: 'N_A', issued_token_type: ID_TOKEN }) });
  const id = await make(at, { requested_token_type: ID_TOKEN });
  await enter(id);
  expect(await tokenAttributes(id)).toMatchObject({
    token_type: 'N_A',
    extra: { issued_token_type: ID_TOKEN },
  });
});

test('the subject token is exchanged again when the access token ends, and the connection has no end', async () => {
  const at = await play({ 'POST /token': exchanging({ subject: SUBJECT }) });
  const id = await make(at, { actor_token_type: JWT });
  await enter(id, { subject_token: SUBJECT, actor_token: 'the-actor' });
  await expire(id);
  expect((await tokenAttributes(id))['access_token']).toBe('exchanged-2');
  const [first, second] = at.at('/token').map(({ fields }) => fields);
  expect(second).toEqual(first);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', ends_at: null });
});

test('the subject token and the actor token are never returned, and stored encrypted', async () => {
  const actor = 'actor-token-of-another-service';
  const at = await play({ 'POST /token': exchanging({ echo: `${SUBJECT} ${actor}`, subject_of: 'ann' }) });
  const token_exchange = { subject_token_type: ACCESS_TOKEN, actor_token_type: JWT };
  const id = await make(
    at,
    {},
    {
      provider_settings: {
        token_exchange,
        token_response: { values: { echo: '/echo', who: '/subject_of' } },
      },
    },
  );
  const started = await startConnection(stage.owner, id, { subject_token: SUBJECT, actor_token: actor });
  await expire(id);
  const token = await tokenOf(stage.owner, id);
  expect(token.body.data.attributes.account).toEqual({ who: 'ann' });
  expect(token.body.data.attributes.extra).toEqual({ issued_token_type: ACCESS_TOKEN, subject_of: 'ann' });
  const read = await Promise.all([
    stage.owner.get(`credentials/${id}`),
    stage.owner.get(`credentials/${id}/connections/${started.body.data.id}`),
    stage.owner.get('audit-events'),
  ]);
  const rows = await Promise.all(
    ['connections', 'connection_attempts', 'audit_events'].map((table) => tablesOf(stage.app)(table)),
  );
  const all = JSON.stringify([started.text, token.text, read.map(({ text }) => text), rows]);
  expect([all.includes(SUBJECT), all.includes(actor)]).toEqual([false, false]);
  expect(
    (await tablesOf(stage.app)('connections').where({ credential_id: id }).first()).subject_token,
  ).toMatch(/^ey/);
  await stage.owner.delete(`credentials/${id}/connections`);
  const { subject_token } = await tablesOf(stage.app)('connections').where({ credential_id: id }).first();
  expect(subject_token).toBeNull();
});

test('a refresh token in the response is used instead, and the subject token is not stored', async () => {
  const at = await play({
    'POST /token': (request: SeenRequest) =>
      request.fields['grant_type'] === 'refresh_token'
        ? tokens(9)
        : exchanging({ refresh_token: 'r-1' })(request),
  });
  const id = await make(at);
  await enter(id);
  const { subject_token } = await tablesOf(stage.app)('connections').where({ credential_id: id }).first();
  expect(subject_token).toBeNull();
  await expire(id);
  expect((await tokenAttributes(id))['access_token']).toBe('access-9');
  expect(at.at('/token')[1]!.fields['refresh_token']).toBe('r-1');
});

test('a subject token that is no longer accepted ends the connection', async () => {
  let subject = SUBJECT;
  const exchange = exchanging();
  const at = await play({
    'POST /token': (request: SeenRequest) =>
      request.fields['subject_token'] === subject
        ? exchange(request)
        : { status: 400, body: { error: 'invalid_request' } },
  });
  const id = await make(at);
  await enter(id);
  subject = 'another';
  await expire(id);
  expect((await tokenOf(stage.owner, id)).status).toBe(409);
  expect(await attributesOf(id)).toMatchObject({
    state: 'needs_reauthorization',
    state_reason_code: 'grant_lost',
  });
  await enter(id, { subject_token: 'another' });
  expect((await tokenAttributes(id))['access_token']).toBe('exchanged-2');
});

test('a request that the provider refuses after a change of the settings does not end it', async () => {
  const exchange = exchanging();
  const at = await play({
    'POST /token': (request: SeenRequest) =>
      request.fields['requested_token_type'] === undefined
        ? exchange(request)
        : { status: 400, body: { error: 'invalid_request' } },
  });
  const id = await make(at);
  await enter(id);
  const change = async (more: object) =>
    stage.owner.patch(
      `credentials/${id}`,
      document('credential', {
        provider_settings: { token_exchange: { subject_token_type: ACCESS_TOKEN, ...more } },
      }),
    );
  await change({ requested_token_type: 'unknown' });
  await expire(id);
  expect((await tokenOf(stage.owner, id)).status).toBe(503);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected' });
  await change({});
  expect((await tokenAttributes(id))['access_token']).toBe('exchanged-2');
});

test('a subject token that is a JWT says when the connection ends', async () => {
  const at = await play({ 'POST /token': exchanging() });
  const id = await make(at, { actor_token_type: JWT });
  const jwt = (seconds: number) => {
    const exp = Math.floor(Date.now() / 1000) + seconds;
    return `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.signature`;
  };
  await enter(id, { subject_token: jwt(86_400), actor_token: jwt(7200) });
  const endingSoon = async () => {
    const { body } = await stage.owner.get('credentials?filter[condition]=ends_soon');
    return (body.data as { id: string }[]).some((credential) => credential.id === id);
  };
  const { refresh_token_expires_at, ends_at } = await attributesOf(id);
  expect([refresh_token_expires_at, await endingSoon()]).toEqual([ends_at, true]);
  expect(Math.abs(Date.parse(ends_at as string) - Date.now() - 7_200_000)).toBeLessThan(60_000);
  await expire(id);
  expect((await tokenAttributes(id))['access_token']).toBe('exchanged-2');
  expect((await attributesOf(id))['ends_at']).toBe(ends_at);
  await enter(id, { subject_token: jwt(86_400 * 30) });
  expect(await endingSoon()).toBe(false);
});

test('a refresh token that is issued in place of an access token is not returned', async () => {
  const issued_token_type = 'urn:ietf:params:oauth:token-type:refresh_token';
  const at = await play({ 'POST /token': exchanging({ issued_token_type }) });
  const id = await make(at);
  const { status, body } = await startConnection(stage.owner, id, { subject_token: SUBJECT });
  expect([status, body.errors[0].detail]).toEqual([503, expect.stringContaining('issued_token_type')]);
});

test('a target that the provider does not know does not end it', async () => {
  let isKnown = true;
  const exchange = exchanging();
  const at = await play({
    'POST /token': (request: SeenRequest) =>
      isKnown ? exchange(request) : { status: 400, body: { error: 'invalid_target' } },
  });
  const id = await make(at);
  await enter(id);
  isKnown = false;
  await expire(id);
  expect((await tokenOf(stage.owner, id)).status).toBe(503);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', state_reason_code: 'provider_refused' });
});

test.each([
  ['no subject token', {}, {}, '/data', /requires subject_token/],
  [
    'a subject token with another grant type',
    { grant_type: 'client_credentials' },
    { subject_token: SUBJECT },
    '/data/attributes/subject_token',
    /only allowed with the grant type token_exchange/,
  ],
  [
    'an actor token with another grant type',
    { grant_type: 'client_credentials' },
    { actor_token: SUBJECT },
    '/data/attributes/actor_token',
    /only allowed with the grant type token_exchange/,
  ],
  [
    'a subject token for an API key',
    { authentication_type: 'api_key' },
    { api_key: 'key', subject_token: SUBJECT },
    '/data/attributes/subject_token',
    /not allowed with the authentication type api_key/,
  ],
])('connecting is refused with %s', async (_, attributes, entered, pointer, detail) => {
  const at = await play({ 'POST /token': exchanging() });
  const id = await make(at, {}, attributes);
  const { status, body } = await startConnection(stage.owner, id, entered);
  expect([status, body.errors[0].source.pointer]).toEqual([422, pointer]);
  expect(body.errors[0].detail).toMatch(detail);
  expect(at.at('/token')).toEqual([]);
});

test('connecting is refused if the settings do not say what the tokens are', async () => {
  const at = await play({ 'POST /token': exchanging() });
  const without = await makeCredential(stage.owner, at, { grant_type: 'token_exchange' });
  const first = await startConnection(stage.owner, without, { subject_token: SUBJECT });
  const withoutActor = await make(at);
  const second = await startConnection(stage.owner, withoutActor, {
    subject_token: SUBJECT,
    actor_token: 'x',
  });
  expect([first, second].map(({ status, body }) => [status, body.errors[0].meta.missing])).toEqual([
    [409, ['provider_settings.token_exchange.subject_token_type']],
    [409, ['provider_settings.token_exchange.actor_token_type']],
  ]);
  expect(at.at('/token')).toEqual([]);
});

test.each([
  ['an exchange without a type, URL or parameters', { audience: 'x' }, ['audience', 'params', 'url']],
  [
    'a member of the standard in the own exchange of a provider',
    { url: 'https://acme.example/x', params: {}, audience: 'x' },
    ['audience'],
  ],
  ['a parameter twice', { subject_token_type: JWT, params: { audience: 'x' } }, ['params/audience']],
  [
    'a refresh token in place of an access token',
    {
      subject_token_type: JWT,
      requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token',
    },
    ['requested_token_type'],
  ],
  ['a refresh URL', { subject_token_type: JWT, refresh_url: 'https://acme.example/x' }, ['refresh_url']],
])('settings are refused with %s', async (_, token_exchange, members) => {
  const attributes = { name: 'x', provider_settings: { token_exchange } };
  const { status, body } = await stage.owner.post('credentials', document('credential', attributes));
  const pointers = body.errors.map((error: { source: { pointer: string } }) => error.source.pointer);
  expect([status, pointers.sort()]).toEqual([
    422,
    members.map((member) => `/data/attributes/provider_settings/token_exchange/${member}`),
  ]);
});

describe('a JWT as subject token', () => {
  const POOL =
    '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/acme/providers/valetkey';

  test('is signed for each exchange, and nothing of a client is sent, as Google’s STS requires', async () => {
    const { publicKey, pem } = rsaKey();
    const demands = {
      key: publicKey,
      issuer: 'https://valetkey.acme.example',
      subject: 'robot',
      audience: POOL,
      scope: undefined,
      longest: 3600,
    };
    const exchange = exchanging();
    const at = await play({
      'POST /token': async (request: SeenRequest) => {
        const fault = await faultOfJwt(request.fields['subject_token'], demands);
        return fault === undefined
          ? exchange(request)
          : { status: 400, body: { error: 'invalid_grant', fault } };
      },
    });
    const id = await makeCredential(stage.owner, at, {
      grant_type: 'jwt_bearer',
      client_id: 'https://valetkey.acme.example',
      client_secret: pem,
      scopes: ['https://www.googleapis.com/auth/cloud-platform'],
      provider_settings: {
        jwt_grant: { in: 'subject_token', subject: 'robot', audience: POOL },
        token_exchange: { audience: POOL, requested_token_type: ACCESS_TOKEN },
      },
    });
    await enter(id, {});
    await expire(id);
    expect((await tokenAttributes(id))['access_token']).toBe('exchanged-2');
    const [first, second] = at.at('/token');
    const { subject_token, ...fields } = first!.fields;
    expect(fields).toEqual({
      grant_type: TOKEN_EXCHANGE,
      subject_token_type: JWT,
      audience: POOL,
      requested_token_type: ACCESS_TOKEN,
      scope: 'https://www.googleapis.com/auth/cloud-platform',
    });
    expect(first!.headers).not.toHaveProperty('authorization');
    expect(second!.fields['subject_token']).not.toBe(subject_token);
  });
});

describe('an actor token with a JWT as subject token', () => {
  const ACTOR = 'actor-token-of-another-service';
  const makeRobot = (at: ScriptedProvider, place: string, actor_token_type: string | undefined = JWT) =>
    makeCredential(stage.owner, at, {
      grant_type: 'jwt_bearer',
      client_secret: rsaKey().pem,
      provider_settings: {
        jwt_grant: { in: place },
        ...(actor_token_type !== '' && { token_exchange: { actor_token_type, audience: 'x' } }),
      },
    });

  test('is entered once, sent with every JWT, and never returned', async () => {
    const at = await play({ 'POST /token': exchanging({ echo: ACTOR }) });
    const id = await makeRobot(at, 'subject_token');
    await enter(id, { actor_token: ACTOR });
    await expire(id);
    const token = await tokenOf(stage.owner, id);
    expect(token.body.data.attributes.access_token).toBe('exchanged-2');
    expect(token.text).not.toContain(ACTOR);
    const sent = at.at('/token').map(({ fields }) => [fields['actor_token'], fields['actor_token_type']]);
    expect(sent).toEqual(Array(2).fill([ACTOR, JWT]));
    expect(await attributesOf(id)).toMatchObject({ state: 'connected', ends_at: null });
    await enter(id, {});
    await expire(id);
    await tokenAttributes(id);
    expect(at.at('/token').slice(2).map(faultIn)).toEqual([undefined, undefined]);
    expect(JSON.stringify(at.at('/token').slice(2))).not.toContain(ACTOR);
  });

  test.each([
    ['the JWT is not exchanged', 'body', '', 422, 'with jwt_grant.in set to subject_token'],
    ['the settings do not say what it is', 'subject_token', '', 409, 'token_exchange.actor_token_type'],
  ])('is refused if %s', async (_, place, type, expected, detail) => {
    const at = await play({ 'POST /token': exchanging() });
    const id = await makeRobot(at, place, type);
    const { status, body } = await startConnection(stage.owner, id, { actor_token: ACTOR });
    expect([status, body.errors[0].detail]).toEqual([expected, expect.stringContaining(detail)]);
    expect(at.at('/token')).toEqual([]);
  });
});

describe('an access token that is exchanged in a second request', () => {
  /** A provider with its authorization server, and another server that exchanges its tokens. */
  async function both(exchange: (request: SeenRequest) => ScriptedResponse | object = exchanging()) {
    let issued = 0;
    const at = await play({
      'POST /token': ({ fields }: SeenRequest) =>
        fields['grant_type'] === 'refresh_token' && fields['refresh_token'] !== `refresh-${issued}`
          ? { status: 400, body: { error: 'invalid_grant' } }
          : tokens((issued += 1)),
    });
    const other = await play({ 'POST /exchange': exchange });
    const token_exchange = {
      subject_token_type: ACCESS_TOKEN,
      url: `${other.url}/exchange`,
      scope: 'all-apis',
      params: { client_id: 'the-other-client' },
    };
    return { at, other, id: await connect(at, { provider_settings: { token_exchange } }) };
  }

  test('is that of the new refresh token each time, and the other server learns no secret', async () => {
    const { at, other, id } = await both();
    expect(await tokenAttributes(id)).toMatchObject({ access_token: 'exchanged-1', scopes: ['all-apis'] });
    await expire(id);
    expect((await tokenAttributes(id))['access_token']).toBe('exchanged-2');
    await expire(id);
    expect((await tokenAttributes(id))['access_token']).toBe('exchanged-3');
    expect(at.at('/token').map(({ fields }) => fields['refresh_token'])).toEqual([
      undefined,
      'refresh-1',
      'refresh-2',
    ]);
    expect(other.requests.map(({ fields }) => fields)).toEqual(
      [1, 2, 3].map((n) => ({
        grant_type: TOKEN_EXCHANGE,
        subject_token: `access-${n}`,
        subject_token_type: ACCESS_TOKEN,
        scope: 'all-apis',
        client_id: 'the-other-client',
      })),
    );
    expect(JSON.stringify(other.requests)).not.toContain('s3cret');
  });

  test('keeps the new refresh token if the exchange fails, and its refusal does not end the grant', async () => {
    let isRefused = false;
    const exchange = exchanging();
    const { at, id } = await both((request) =>
      isRefused ? { status: 400, body: { error: 'invalid_grant' } } : exchange(request),
    );
    isRefused = true;
    await expire(id);
    expect((await tokenOf(stage.owner, id)).status).toBe(503);
    expect(await attributesOf(id)).toMatchObject({ state: 'connected' });
    isRefused = false;
    await expire(id);
    expect((await tokenAttributes(id))['access_token']).toBe('exchanged-2');
    expect(at.at('/token')[2]!.fields['refresh_token']).toBe('refresh-2');
  });

  test('is exchanged by the client at its own token URL, and again for client credentials', async () => {
    let issued = 0;
    const exchange = exchanging();
    const at = await play({
      'POST /token': (request: SeenRequest) =>
        request.fields['grant_type'] === TOKEN_EXCHANGE
          ? exchange(request)
          : { access_token: `first-${(issued += 1)}`, token_type: 'Bearer', expires_in: 3600 },
    });
    const id = await makeCredential(stage.owner, at, {
      grant_type: 'client_credentials',
      provider_settings: { token_exchange: { subject_token_type: ACCESS_TOKEN, audience: 'backend' } },
    });
    await enter(id, {});
    await expire(id);
    expect((await tokenAttributes(id))['access_token']).toBe('exchanged-2');
    const exchanges = at.at('/token').filter(({ fields }) => fields['grant_type'] === TOKEN_EXCHANGE);
    expect(exchanges.map(({ fields }) => fields['subject_token'])).toEqual(['first-1', 'first-2']);
    expect(exchanges.map(({ headers }) => headers.authorization)).toEqual(
      Array(2).fill(`Basic ${btoa('acme:s3cret')}`),
    );
  });
});
