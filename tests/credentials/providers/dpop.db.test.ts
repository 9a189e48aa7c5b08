import { document, type Caller } from '../../support/app.ts';
import { connectInBrowser, makeCredential, startConnection, tokenOf } from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';
import { DpopChecker } from '../../support/dpop-checks.ts';
import {
  agrees,
  type ScriptedProvider,
  type ScriptedResponse,
  type SeenRequest,
} from '../../support/scripted-provider.ts';
import { setStage, tokens } from '../../support/stage.ts';
import { until } from '../../support/until.ts';

/** Tokens that are bound to a key of the connection (RFC 9449), at providers that check every proof. */
const stage = setStage();
const { play, connect, attributesOf, tokenAttributes, expire } = stage;

const DPOP = { token_type: 'DPoP' };

interface Server {
  at: ScriptedProvider;
  proofs: DpopChecker;
}

/** A provider whose token endpoint requires proofs, and the nonce of the moment if there is one. */
async function server(
  more: Record<string, (request: SeenRequest) => ScriptedResponse | object | Promise<object>> = {},
  { nonce, ...response }: { nonce?: () => string; [member: string]: unknown } = {},
): Promise<Server> {
  const proofs = new DpopChecker();
  let issued = 0;
  const at = await play({
    'POST /token': async (request: SeenRequest) => {
      const expected = nonce === undefined ? {} : { nonce: nonce() };
      const fault = await proofs.faultIn(request, at.url, expected);
      const headers = nonce === undefined ? {} : { 'DPoP-Nonce': nonce() };
      if (fault?.startsWith('nonce') === true)
        return { status: 400, headers, body: { error: 'use_dpop_nonce' } };
      if (fault !== undefined)
        return { status: 400, body: { error: 'invalid_dpop_proof', error_description: fault } };
      const body = { ...tokens((issued += 1), DPOP), ...response };
      return { headers, body };
    },
    ...more,
  });
  return { at, proofs };
}

const connectAt = ({ at }: Server, settings: object = {}, attributes: object = {}) =>
  connect(at, { provider_settings: { dpop: true, ...settings }, ...attributes });

const sign = (id: string, request: object, by: Caller = stage.owner) =>
  by.post(`credentials/${id}/signatures`, document('signature', request));

test('the code, the first tokens and every refresh are bound to the same key', async () => {
  const played = await server();
  const { at, proofs } = played;
  const id = await connectAt(played, {}, { token_url: `${at.url}/token?tenant=acme` });
  expect(await tokenAttributes(id)).toMatchObject({ access_token: 'access-1', token_type: 'DPoP' });
  await expire(id);
  expect((await tokenAttributes(id))['access_token']).toBe('access-2');
  expect((await stage.owner.post(`credentials/${id}/refreshes`)).status).toBe(200);
  expect(at.at('/token').map(({ query }) => query)).toEqual(Array(3).fill({ tenant: 'acme' }));
  expect(new Set(proofs.thumbprints)).toEqual(new Set([at.at('/authorize')[0]!.query['dpop_jkt']]));
  expect([proofs.thumbprints.length, proofs.seen.size]).toEqual([3, 3]);
});

test('each connection has a key of its own', async () => {
  const played = await server();
  const ids = [await connectAt(played), await connectAt(played)];
  await connectInBrowser(stage.app, stage.owner, ids[0]!);
  await expire(ids[0]!);
  await tokenAttributes(ids[0]!);
  const [first, other, again, refreshed] = played.proofs.thumbprints;
  expect(new Set([first, other, again]).size).toBe(3);
  expect(refreshed).toBe(again);
});

test('without the setting, nothing is proven', async () => {
  const at = await play({ 'POST /token': () => tokens(1) });
  await connect(at, {});
  expect(at.at('/token')[0]!.headers).not.toHaveProperty('dpop');
  expect(at.at('/authorize')[0]!.query).not.toHaveProperty('dpop_jkt');
});

describe('a nonce', () => {
  test('that the provider requires is sent at once, and from then on with every request', async () => {
    let nonce = 'n-1';
    const played = await server({}, { nonce: () => nonce });
    const id = await connectAt(played);
    expect(played.proofs.nonces).toEqual([undefined, 'n-1']);
    await expire(id);
    await tokenAttributes(id);
    nonce = 'n-2';
    await expire(id);
    await tokenAttributes(id);
    expect(played.proofs.nonces).toEqual([undefined, 'n-1', 'n-1', 'n-1', 'n-2']);
    expect(played.proofs.seen.size).toBe(3);
  });

  test('that comes with tokens is used for the next request', async () => {
    let n = 0;
    const { at } = await server();
    const nonces: unknown[] = [];
    const other = await play({
      'POST /token': async (request: SeenRequest) => {
        const proofs = new DpopChecker();
        await proofs.faultIn(request, other.url);
        nonces.push(...proofs.nonces);
        return { headers: { 'DPoP-Nonce': `next-${(n += 1)}` }, body: tokens(n, DPOP) };
      },
    });
    const id = await connectAt(
      { at: other, proofs: new DpopChecker() },
      {},
      { revocation_url: `${at.url}/x` },
    );
    await expire(id);
    await tokenAttributes(id);
    expect(nonces).toEqual([undefined, 'next-1']);
  });

  test('is tried once per request, even if the provider asks for another one', async () => {
    let n = 0;
    const at = await play({
      'POST /token': () => ({
        status: 400,
        headers: { 'DPoP-Nonce': `n-${(n += 1)}` },
        body: { error: 'use_dpop_nonce' },
      }),
    });
    const id = await makeCredential(stage.owner, at, { provider_settings: { dpop: true } });
    expect((await connectInBrowser(stage.app, stage.owner, id)).text).not.toContain('Connected');
    expect(n).toBe(2);
  });

  test.each(['', 'with spaces', 'with"quotes', 'x'.repeat(501)])('like %p is not used', async (nonce) => {
    const at = await play({
      'POST /token': () => ({
        status: 400,
        headers: { 'DPoP-Nonce': nonce },
        body: { error: 'use_dpop_nonce' },
      }),
    });
    const id = await makeCredential(stage.owner, at, { provider_settings: { dpop: true } });
    await connectInBrowser(stage.app, stage.owner, id);
    expect(at.at('/token')).toHaveLength(1);
  });
});

test('a token that is not bound to the key is refused and revoked', async () => {
  const played = await server({ 'POST /revoke': () => ({}) }, { token_type: 'Bearer' });
  const id = await makeCredential(stage.owner, played.at, { provider_settings: { dpop: true } });
  const page = await connectInBrowser(stage.app, stage.owner, id);
  expect(page.text).toContain('not bound to the DPoP key');
  expect(await attributesOf(id)).toMatchObject({ state: 'error', state_reason_code: 'answer_unusable' });
  expect(played.at.at('/revoke')[0]!.fields['token']).toBe('refresh-1');
});

test('a refreshed token that is not bound to the key is not returned', async () => {
  let token_type = 'DPoP';
  let issued = 0;
  const at = await play({ 'POST /token': () => tokens((issued += 1), { token_type }) });
  const id = await connect(at, { provider_settings: { dpop: true } });
  token_type = 'Bearer';
  await expire(id);
  const { status, text } = await tokenOf(stage.owner, id);
  expect([status, text]).toEqual([503, expect.stringContaining('not bound to the DPoP key')]);
  token_type = 'DPoP';
  await expire(id);
  expect((await tokenAttributes(id))['access_token']).toBe('access-3');
});

test('a new refresh token is kept even if the token that comes with it is not bound', async () => {
  let token_type = 'DPoP';
  let issued = 0;
  const at = await play({
    'POST /token': ({ fields }: SeenRequest) =>
      fields['grant_type'] === 'refresh_token' && fields['refresh_token'] !== `refresh-${issued}`
        ? { status: 400, body: { error: 'invalid_grant' } }
        : tokens((issued += 1), { token_type }),
  });
  const id = await connect(at, { provider_settings: { dpop: true } });
  token_type = 'Bearer';
  await expire(id);
  expect((await tokenOf(stage.owner, id)).status).toBe(503);
  token_type = 'DPoP';
  await expire(id);
  expect((await tokenAttributes(id))['access_token']).toBe('access-3');
});

test('client credentials and token exchanges are proven too', async () => {
  const played = await server({}, { refresh_token: undefined });
  const token_exchange = { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' };
  const id = await makeCredential(stage.owner, played.at, {
    grant_type: 'client_credentials',
    provider_settings: { dpop: true, token_exchange },
  });
  await startConnection(stage.owner, id);
  await expire(id);
  expect((await tokenAttributes(id))['access_token']).toBe('access-4');
  expect([played.proofs.seen.size, new Set(played.proofs.thumbprints).size]).toEqual([4, 1]);
});

test('userinfo, the account lookup and a revocation with the token are proven, with the scheme DPoP', async () => {
  const faults: (string | undefined)[] = [];
  const schemes: unknown[] = [];
  const api = async (request: SeenRequest) => {
    const accessToken = 'access-1';
    schemes.push(request.headers.authorization);
    const [nonce, headers] = ['resource-nonce', { 'DPoP-Nonce': 'resource-nonce' }];
    const fault = await played.proofs.faultIn(request, played.at.url, { accessToken, nonce });
    if (fault === 'nonce is undefined')
      return { status: 401, headers: { ...headers, 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"' } };
    faults.push(fault);
    return { headers, body: { sub: 'ann', site: 's-1' } };
  };
  const played: Server = await server({ 'GET /me': api, 'GET /site': api, 'POST /revoke': api });
  const { at } = played;
  const id = await connectAt(
    played,
    {
      account_lookup: { url: `${at.url}/site`, expression: '{"site": site}' },
      revocation: { authorization: 'token' },
    },
    {
      userinfo_url: `${at.url}/me`,
      config_services: { user_id_mapper: { type: 'jsonata', expression: 'userinfo.sub' } },
    },
  );
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', external_user_id: 'ann' });
  await stage.owner.delete(`credentials/${id}/connections`);
  expect(faults).toEqual([undefined, undefined, undefined]);
  expect(new Set(schemes)).toEqual(new Set(['DPoP access-1']));
});

describe('a request to the API', () => {
  /** A connection, and an API of its provider that requires the nonce `api-1`. */
  async function api() {
    const proofs = new DpopChecker();
    const played: Server = await server({
      'POST /api/orders': async (request: SeenRequest) => {
        const [, accessToken = ''] = /^DPoP (.*)$/.exec(request.headers.authorization ?? '') ?? [];
        const fault = await proofs.faultIn(request, played.at.url, { nonce: 'api-1', accessToken });
        return fault === undefined ? { accessToken } : { status: 401, body: { fault } };
      },
    });
    const url = `${played.at.url}/api/orders?limit=1`;
    return { ...played, url, id: await connectAt(played) };
  }

  async function send(
    url: string,
    { authorization, dpop }: Record<string, string>,
  ): Promise<[number, unknown]> {
    const headers = { authorization: authorization!, dpop: dpop! };
    const answer = await fetch(url, { method: 'POST', headers });
    return [answer.status, await answer.json()];
  }

  test('is proven with the current token, once', async () => {
    const { id, url } = await api();
    await expire(id);
    const { status, body } = await sign(id, { method: 'POST', url, nonce: 'api-1' });
    expect([status, body.data.attributes.url]).toEqual([200, url]);
    expect(await send(url, body.data.attributes)).toEqual([200, { accessToken: 'access-2' }]);
    expect(await send(url, body.data.attributes)).toEqual([401, { fault: 'the proof was used before' }]);
  });

  test('is proven for its method, its URL and its token only', async () => {
    const { id, url } = await api();
    const { attributes } = (await sign(id, { method: 'GET', url, nonce: 'api-1' })).body.data;
    expect(await send(url, attributes)).toEqual([401, { fault: 'htm is GET' }]);
    const elsewhere = await sign(id, { method: 'POST', url: `${url}x/y`.replace('?', '/'), nonce: 'api-1' });
    expect((await send(url, elsewhere.body.data.attributes))[0]).toBe(401);
    const right = (await sign(id, { method: 'POST', url, nonce: 'api-1' })).body.data.attributes;
    const [, { fault }] = (await send(url, { ...right, authorization: 'DPoP other' })) as [
      number,
      { fault: string },
    ];
    expect(fault).toMatch(/^ath is /);
  });

  test('takes the permission to get tokens, and is audited', async () => {
    const { id, url } = await api();
    const request = { method: 'POST', url };
    expect((await sign(id, request, await stage.app.member(stage.owner, 'viewer'))).status).toBe(403);
    expect((await sign(id, request, await stage.app.tenant())).status).toBe(404);
    await sign(id, request);
    await until(async () => {
      const { body } = await stage.owner.get('audit-events?filter[action]=credentials.get_signature');
      return JSON.stringify(body.data).includes(id) ? true : undefined;
    });
  });

  test('is not proven with a token that has ended and cannot be refreshed', async () => {
    const { id, url, at } = await api();
    await at.close();
    await expire(id);
    const { status, body } = await sign(id, { method: 'POST', url });
    expect([status, body.errors[0].code]).toEqual([503, 'provider_unavailable']);
  });

  test.each([
    ['a form', { form: 'a=1' }, '/data/attributes/form'],
    ['a fragment', { url: 'https://a.example/#a' }, '/data/attributes/url'],
    ['another scheme', { url: 'ftp://a.example/' }, '/data/attributes/url'],
    ['a nonce with quotes', { nonce: '"' }, '/data/attributes/nonce'],
  ])('is refused with %s', async (_, change, pointer) => {
    const { id, url } = await api();
    const { status, body } = await sign(id, { method: 'POST', url, ...change });
    expect([status, body.errors[0].source.pointer]).toEqual([422, pointer]);
  });

  test('is refused if the token is not bound to a key', async () => {
    const at = await play({ 'POST /token': () => tokens(1) });
    const request = { method: 'GET', url: 'https://a.example/' };
    const { status, body } = await sign(await connect(at, {}), request);
    expect([status, body.errors[0].detail]).toEqual([422, expect.stringContaining('not bound to a key')]);
    const key = await makeCredential(stage.owner, at, { authentication_type: 'api_key' });
    expect((await sign(key, request)).status).toBe(422);
  });
});

test('the private key is in no response and no log, and nowhere in the database as it is', async () => {
  const played = await server();
  const id = await makeCredential(stage.owner, played.at, { provider_settings: { dpop: true } });
  const started = await startConnection(stage.owner, id);
  const attempts = () => tablesOf(stage.app)('connection_attempts').where({ credential_id: id });
  const [kept] = (await attempts()) as { dpop_key: string }[];
  expect(kept!.dpop_key.split('.')).toHaveLength(5);
  const { headers } = await fetch(started.body.data.attributes.authorization_url, { redirect: 'manual' });
  const back = new URL(headers.get('location')!).search;
  expect((await stage.app.request('GET', `/callback/oauth2${back}`)).text).toContain('Connected');
  const read = [
    started,
    await tokenOf(stage.owner, id),
    await stage.owner.get(`credentials/${id}`),
    await sign(id, { method: 'GET', url: 'https://a.example/' }),
    await stage.owner.get('audit-events'),
  ];
  const rows = [await attempts(), await tablesOf(stage.app)('connections').where({ credential_id: id })];
  const all = read.map(({ text }) => text).join('') + JSON.stringify(rows) + stage.app.logged();
  expect(all).not.toMatch(/"d\\*":|dpop_key\\*":\\*"/);
  // It is deleted as soon as the tokens are stored with it.
  expect((await attempts()).map(({ dpop_key }: { dpop_key: unknown }) => dpop_key)).toEqual([null]);
});

test('a device code is redeemed with the key that the connection was started with', async () => {
  const proofs = new DpopChecker();
  let polls = 0;
  const at = await play({
    'GET /authorize': agrees(),
    'POST /device': () => ({
      device_code: 'd-1',
      user_code: 'ABCD',
      verification_uri: 'https://provider.example/device',
      interval: 1,
    }),
    'POST /token': async (request: SeenRequest) => {
      if ((await proofs.faultIn(request, at.url)) !== undefined)
        return { status: 400, body: { error: 'invalid_dpop_proof' } };
      return (polls += 1) === 1
        ? { status: 400, body: { error: 'authorization_pending' } }
        : tokens(polls, DPOP);
    },
  });
  const id = await makeCredential(stage.owner, at, {
    grant_type: 'device_code',
    device_authorization_url: `${at.url}/device`,
    provider_settings: { dpop: true },
  });
  await startConnection(stage.owner, id);
  await until(async () => ((await attributesOf(id))['state'] === 'connected' ? true : undefined));
  await expire(id);
  expect((await tokenAttributes(id))['access_token']).toBe('access-3');
  expect([proofs.seen.size, new Set(proofs.thumbprints).size]).toEqual([3, 1]);
});

test('turning it off or on takes a new connection, and dpop_jkt is not set by hand', async () => {
  const played = await server();
  const id = await connectAt(played);
  await stage.owner.patch(`credentials/${id}`, document('credential', { provider_settings: {} }));
  expect((await tokenOf(stage.owner, id)).body.errors[0].code).toBe('credential_needs_reauthorization');
  const attributes = { name: 'x', authorization_params: { dpop_jkt: 'x' } };
  const { body } = await stage.owner.post('credentials', document('credential', attributes));
  expect(body.errors[0].source.pointer).toBe('/data/attributes/authorization_params/dpop_jkt');
});
