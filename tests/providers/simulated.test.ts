import { createHmac } from 'node:crypto';
import { loadProviders, type Provider } from '../../src/providers/index.ts';
import { loadSchemas } from '../../src/schema/index.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { age, connectInBrowser, LOOPBACK_ALLOWED, startConnection, tokenOf } from '../support/credentials.ts';
import { faultOfJwt, rsaKey } from '../support/jwt-checks.ts';
import {
  agrees,
  scriptedProvider,
  type ScriptedProvider,
  type ScriptedResponse,
  type SeenRequest,
} from '../support/scripted-provider.ts';

/**
 * Every entry of the catalog except those with OAuth 1.0 (`simulated-oauth1.test.ts`), against a provider that is made from the entry: it accepts requests only in the way that
 * the entry says. The entry's URLs are replaced by its own.
 */
let app: TestApp;
let owner: Caller;
let at: ScriptedProvider | undefined;

beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterEach(() => at?.close());
afterAll(() => app.close());

const KEY = rsaKey();
const ALL = loadProviders(loadSchemas()).all();

/** What is wrong with a token request, compared with the entry. */
async function faultOf(provider: Provider, request: SeenRequest, url: string): Promise<string | undefined> {
  const { method, contentType, query, fields, headers } = request;
  const get = provider.token_request_method === 'GET';
  const format = get ? 'query' : (provider.token_request_format ?? 'form');
  const type = { form: 'application/x-www-form-urlencoded', json: 'application/json', query: '' }[format];
  if (method !== (get ? 'GET' : 'POST')) return `method ${method}`;
  const sent = format === 'query' ? query : fields;
  // A request without fields has no body.
  const isEmpty = Object.keys(sent).length === 0;
  if (!isEmpty && contentType !== type) return `content type ${contentType}`;
  const isJwt = grantOf(provider) === 'jwt_bearer';
  const jwtFault = isJwt ? await faultOfGrant(provider, sent, headers.authorization, url) : undefined;
  if (jwtFault !== undefined) return jwtFault;
  const idName = provider.client_id_name ?? 'client_id';
  const basic = headers.authorization?.startsWith('Basic ') === true;
  if (provider.client_authentication === 'header' && (!basic || 'client_secret' in sent)) return 'no Basic';
  if (provider.client_authentication === 'body' && (basic || sent['client_secret'] !== 's3cret'))
    return 'no secret';
  if (
    provider.client_authentication === 'body' &&
    sent[idName] !== 'acme' &&
    !(idName in (provider.token_params ?? {}))
  )
    return `no ${idName}`;
  if (provider.client_authentication === 'private_key_jwt' && !('client_assertion' in sent))
    return 'no assertion';
  for (const [name, value] of Object.entries(provider.token_headers ?? {}))
    if (headers[name.toLowerCase()] !== value) return `header ${name}`;
  const isRefresh = sent['grant_type'] === 'refresh_token';
  const params = Object.entries((isRefresh ? provider.refresh_params : provider.token_params) ?? {});
  const wrong = params.find(([name, value]) => (value === null ? name in sent : !(name in sent)));
  return wrong && `parameter ${wrong[0]}`;
}

/** What is wrong with the JWT that is exchanged for tokens, or with what else is sent of the client. */
async function faultOfGrant(
  provider: Provider,
  sent: Record<string, string>,
  authorization: string | undefined,
  url: string,
): Promise<string | undefined> {
  const { subject, audience, scope, in: place = 'body', lifetime = 300 } = provider.jwt_grant ?? {};
  const { default_scopes } = provider;
  const isBearer = authorization?.startsWith('Bearer ') === true;
  if (isBearer !== (place === 'authorization')) return 'the JWT is elsewhere';
  const standard = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  if (sent['grant_type'] !== (place === 'body' ? standard : undefined)) return 'another grant_type';
  for (const name of ['client_id', 'client_secret', 'client_assertion']) if (name in sent) return name;
  const scopes = default_scopes?.join(provider.scope_separator ?? ' ');
  if (sent['scope'] !== (scope === 'claim' ? undefined : scopes)) return 'another scope';
  const fill = (template: string | undefined) =>
    template?.replaceAll(/\{(\w+)\}/g, (_, name: string) => provider.parameters![name]!.example);
  return faultOfJwt(isBearer ? authorization.slice(7) : sent['assertion'], {
    key: KEY.publicKey,
    issuer: 'acme',
    subject: fill(subject),
    audience: audience === null ? undefined : (fill(audience) ?? `${url}/token`),
    scope: scope === 'claim' ? scopes : undefined,
    longest: lifetime,
  });
}

/** Puts a value where a JSON Pointer says. */
function put(body: Record<string, unknown>, pointer: string, value: unknown): void {
  const names = pointer.split('/').slice(1);
  let target = body;
  for (const name of names.slice(0, -1)) target = (target[name] ??= {}) as Record<string, unknown>;
  target[names.at(-1)!] = value;
}

function tokenResponse(provider: Provider, issued: number): object {
  const where = provider.token_response ?? {};
  const body: Record<string, unknown> = {};
  put(body, where.access_token ?? '/access_token', `access-${issued}`);
  if (where.expires_at === undefined) put(body, where.expires_in ?? '/expires_in', 3600);
  else put(body, where.expires_at, new Date(Date.now() + 3_600_000).toISOString());
  if (provider.refresh_token !== 'never')
    put(body, where.refresh_token ?? '/refresh_token', `refresh-${issued}`);
  for (const pointer of Object.values(where.values ?? {})) put(body, pointer!, 'value');
  const base = provider.api_base_field;
  if (base !== undefined) put(body, base.startsWith('/') ? base : `/${base}`, 'https://api.example');
  return body;
}

/** The redirect, signed as Shopify signs it. */
function signed({ headers, ...response }: ScriptedResponse): ScriptedResponse {
  const url = new URL(headers!['location']!);
  const message = [...url.searchParams]
    .sort()
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  url.searchParams.set('hmac', createHmac('sha256', 's3cret').update(message).digest('hex'));
  return { ...response, headers: { location: url.href } };
}

/** Device authorization requests have no parameters of token requests. */
function deviceFaultOf(provider: Provider, request: SeenRequest): Promise<string | undefined> {
  return faultOf({ ...provider, token_params: {} }, request, `http://${request.headers.host}`);
}

const deviceCodes = () => ({
  device_code: 'device-1',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://provider.example/device',
  expires_in: 900,
  interval: 60,
});

async function simulate(provider: Provider): Promise<ScriptedProvider> {
  let issued = 0;
  const answer = async (request: SeenRequest) => {
    const fault = await faultOf(provider, request, `http://${request.headers.host}`);
    if (fault !== undefined)
      return { status: 400, body: { error: 'invalid_request', error_description: fault } };
    return tokenResponse(provider, (issued += 1));
  };
  const values = Object.fromEntries((provider.callback?.values ?? []).map((name) => [name, 'value']));
  const codeName = provider.callback?.code_name;
  const authorize = agrees({ ...values, ...(codeName !== undefined && { [codeName]: 'code-1' }) });
  const exchanged = () => tokenResponse({ ...provider, token_response: {} }, (issued += 1));
  const revoked = () => ({ status: 200, body: {} });
  return scriptedProvider({
    'POST /device': async (request) => {
      const fault = await deviceFaultOf(provider, request);
      return fault === undefined ? deviceCodes() : { status: 400, body: { error: fault } };
    },
    'GET /authorize': (request) =>
      provider.callback?.signature === undefined ? authorize(request) : signed(authorize(request)),
    'POST /token': answer,
    'GET /token': answer,
    'GET /exchange': exchanged,
    'POST /exchange': exchanged,
    'GET /lookup': () => ({ id: '1' }),
    'POST /revoke': revoked,
    'DELETE /revoke': revoked,
    'GET /revoke': revoked,
  });
}

const grantOf = ({ grant_types }: Provider) => grant_types![0];

/** The attributes of a credential for a provider whose URLs are those of the simulated one. */
function attributesFor(provider: Provider, { url }: ScriptedProvider, grantType = grantOf(provider)): object {
  const { token_exchange } = provider;
  const parameters = Object.entries(provider.parameters ?? {}).map(([name, it]) => [name, it!.example]);
  return {
    name: provider.name,
    client_id: 'acme',
    client_secret:
      provider.client_authentication === 'private_key_jwt' || grantType === 'jwt_bearer' ? KEY.pem : 's3cret',
    grant_type: grantType,
    parameters: Object.fromEntries(parameters),
    ...(grantType === 'authorization_code' && { authorization_url: `${url}/authorize` }),
    ...(grantType === 'device_code' && { device_authorization_url: `${url}/device` }),
    token_url: `${url}/token`,
    revocation_url: `${url}/revoke`,
    provider_settings: {
      ...(provider.refresh_url !== undefined && { refresh_url: `${url}/token` }),
      ...(token_exchange !== undefined && {
        token_exchange: { ...token_exchange, url: `${url}/exchange`, refresh_url: `${url}/exchange` },
      }),
      // What is looked up differs for every provider.
      ...(provider.account_lookup !== undefined && {
        account_lookup: { url: `${url}/lookup`, expression: '{"account_id": id}' },
      }),
    },
  };
}

const rows = (...types: string[]) =>
  ALL.filter(({ authentication_type = 'oauth2' }) => types.includes(authentication_type)).map(
    (provider): [string, Provider] => [provider.id, provider],
  );
const KEYS = rows('api_key', 'basic');
const OAUTH2 = rows('oauth2');

test.each(KEYS)('%s: an account is connected with its key and disconnected', async (_id, provider) => {
  const parameters = Object.entries(provider.parameters ?? {}).map(([name, it]) => [name, it!.example]);
  const attributes = {
    name: provider.name,
    authentication_type: provider.authentication_type,
    parameters: Object.fromEntries(parameters),
  };
  const made = await owner.post(
    'credentials',
    document('credential', attributes, { provider: { type: 'provider', id: provider.id } }),
  );
  expect([made.status, made.body.errors]).toEqual([201, undefined]);
  const id = made.body.data.id as string;
  const isKey = provider.authentication_type === 'api_key';
  const login = isKey ? { api_key: 'key-1' } : { username: 'a', password: 'b' };
  expect((await startConnection(owner, id, login)).status).toBe(201);
  const { attributes: token } = (await tokenOf(owner, id)).body.data;
  expect(token).toMatchObject({
    access_token: isKey ? 'key-1' : Buffer.from('a:b').toString('base64'),
    token_type: isKey ? 'api_key' : 'Basic',
    expires_at: null,
    extra: provider.request === undefined ? {} : { request: provider.request },
  });
  if (provider.base_uri !== undefined) expect(token.base_uri).toMatch(/^https:\/\/[^{}]+$/);
  expect((await owner.delete(`credentials/${id}/connections`)).status).toBe(204);
  expect((await tokenOf(owner, id)).status).toBe(409);
});

test.each(OAUTH2)('%s: an account is connected, refreshed and disconnected', async (_id, provider) => {
  at = await simulate(provider);
  const made = await owner.post(
    'credentials',
    document('credential', attributesFor(provider, at), {
      provider: { type: 'provider', id: provider.id },
    }),
  );
  expect([made.status, made.body.errors]).toEqual([201, undefined]);
  const id = made.body.data.id as string;
  const state = async () => {
    const { attributes } = (await owner.get(`credentials/${id}`)).body.data;
    return [attributes.state, attributes.state_reason];
  };
  if (grantOf(provider) === 'authorization_code') await connectInBrowser(app, owner, id);
  else {
    const login = grantOf(provider) === 'password' ? { username: 'a', password: 'b' } : {};
    await startConnection(owner, id, login);
  }
  expect(await state()).toEqual(['connected', null]);
  const first = (await tokenOf(owner, id)).body.data.attributes;

  if (provider.refresh_token !== 'never' || grantOf(provider) === 'jwt_bearer') {
    await age(app, id, 400 * 86_400_000);
    const { status, body } = await tokenOf(owner, id);
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(body.data.attributes.access_token).not.toBe(first.access_token);
  }
  expect((await owner.delete(`credentials/${id}/connections`)).status).toBe(204);
  expect(at.at('/revoke')).toHaveLength(1);
});

const withDevices = rows('oauth2').filter(([, { grant_types }]) => grant_types!.includes('device_code'));

test.each(withDevices)('%s: an account is connected with a device code', async (_id, provider) => {
  at = await simulate(provider);
  const attributes = attributesFor(provider, at, 'device_code');
  const related = { provider: { type: 'provider', id: provider.id } };
  const made = await owner.post('credentials', document('credential', attributes, related));
  const started = await startConnection(owner, made.body.data.id);
  expect([started.status, started.body.errors]).toEqual([201, undefined]);
  const { id } = started.body.data;
  await tablesOf(app)('connection_attempts').where({ id }).update({ next_poll_at: 1 });
  const { devicePolls } = app.platform.services.thirdParties;
  await devicePolls.run();
  await devicePolls.settle();
  const { state, reason } = (await owner.get(started.body.data.links.self)).body.data.attributes;
  expect([state, reason]).toEqual(['connected', null]);
});
