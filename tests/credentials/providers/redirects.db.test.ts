import { createHmac, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { document } from '../../support/app.ts';
import { connectInBrowser, makeCredential, startConnection } from '../../support/credentials.ts';
import { agrees } from '../../support/scripted-provider.ts';
import { setStage, tokens } from '../../support/stage.ts';

const stage = setStage();
const { play, connect, attributesOf, tokenAttributes, expire } = stage;
const days = (at: unknown) => Math.round((Date.parse(String(at)) - Date.now()) / 86_400_000);

test('QuickBooks: the realmId of the redirect is kept, used in the base URI and handed out', async () => {
  const at = await play({
    'GET /authorize': agrees({ realmId: '4620816365' }),
    'POST /token': () => tokens(1, { x_refresh_token_expires_in: 8_726_400 }),
  });
  const id = await connect(at, {
    base_uri: 'https://quickbooks.api.intuit.example/v3/company/{realmId}',
    provider_settings: { callback: { values: ['realmId'] } },
  });
  const base_uri = 'https://quickbooks.api.intuit.example/v3/company/4620816365';
  expect(await tokenAttributes(id)).toMatchObject({ account: { realmId: '4620816365' }, base_uri });
  const attributes = await attributesOf(id);
  expect(attributes.account).toEqual({ realmId: '4620816365' });
  expect(days(attributes.refresh_token_expires_at)).toBe(101);
});

test('other parameters of a redirect are not kept', async () => {
  const at = await play({
    'GET /authorize': agrees({ realmId: '1', session: 'abc' }),
    'POST /token': () => tokens(1),
  });
  const id = await connect(at, { provider_settings: { callback: { values: ['realmId', 'missing'] } } });
  expect((await tokenAttributes(id)).account).toEqual({ realmId: '1' });
});

test.each(['evil.example/', 'a@evil.example', '..', ' '])(
  'a value that does not belong into a host name leads to no other host: %s',
  async (dc) => {
    const at = await play({ 'GET /authorize': agrees({ dc }), 'POST /token': () => tokens(1) });
    const id = await connect(at, {
      base_uri: 'https://{dc}.api.example',
      provider_settings: { callback: { values: ['dc'] } },
    });
    expect(await tokenAttributes(id)).toMatchObject({ access_token: 'access-1', base_uri: null });
    await expire(id);
    expect(await tokenAttributes(id)).toMatchObject({ base_uri: null });
  },
);

test('a value of the redirect never becomes the whole host of the base URI', async () => {
  const at = await play({
    'GET /authorize': agrees({ shop: 'evil.example' }),
    'POST /token': () => tokens(1),
  });
  const id = await connect(at, {
    base_uri: 'https://{shop}',
    provider_settings: { callback: { values: ['shop'] } },
  });
  expect(await tokenAttributes(id)).toMatchObject({ base_uri: null, account: { shop: 'evil.example' } });
});

test('a value of the redirect can be used in the token request', async () => {
  const at = await play({
    'GET /authorize': agrees({ realmId: '4620816365' }),
    'POST /token': () => tokens(1),
  });
  await connect(at, {
    token_params: { company: '{realmId}' },
    provider_settings: { callback: { values: ['realmId'] } },
  });
  expect(at.at('/token')[0]!.fields).toMatchObject({ company: '4620816365' });
});

test('a redirect with very many parameters is refused', async () => {
  const { status, text } = await stage.app.request('POST', '/callback/oauth2', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'a&'.repeat(30_000),
  });
  expect([status, text.includes('Connected')]).toEqual([400, false]);
});

test('Apple: the client secret is a signed JWT, and the browser returns with a form', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const at = await play({ 'POST /token': () => tokens(1) });
  const id = await makeCredential(stage.owner, at, {
    client_authentication: 'private_key_jwt',
    client_secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    parameters: { team_id: 'TEAM1', key_id: 'KEY1' },
    authorization_params: { response_mode: 'form_post' },
    provider_settings: {
      client_assertion: {
        algorithm: 'ES256',
        key_id: '{key_id}',
        claims: { iss: '{team_id}', aud: 'https://appleid.apple.com', jti: null },
        send_as: 'client_secret',
      },
    },
  });
  const { body } = await startConnection(stage.owner, id);
  const { searchParams } = new URL(body.data.attributes.authorization_url);
  expect(searchParams.get('response_mode')).toBe('form_post');
  const form = new URLSearchParams({
    code: 'code-1',
    state: searchParams.get('state')!,
    user: '{"name":{}}',
  });
  const page = await stage.app.request('POST', '/callback/oauth2', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://appleid.apple.com' },
    body: form.toString(),
  });
  expect(page.status).toBe(200);
  expect(page.text).toContain('Connected');
  const { payload } = await jwtVerify(at.at('/token')[0]!.fields['client_secret']!, publicKey);
  expect(payload).toMatchObject({ iss: 'TEAM1', sub: 'acme', aud: 'https://appleid.apple.com' });
});

test('a provider that sends a form brings the browser back to the return URL too', async () => {
  const return_url = 'https://acme.example/accounts';
  const tenant = await stage.app.tenant();
  await tenant.patch(`/v2/tenants/${tenant.tenantId}`, {
    data: { type: 'tenant', id: tenant.tenantId, attributes: { return_urls: [return_url] } },
  });
  const at = await play({ 'POST /token': () => tokens(1) });
  const id = await makeCredential(tenant, at, { client_authentication: 'body' });
  const { body } = await startConnection(tenant, id, { return_url });
  const state = new URL(body.data.attributes.authorization_url).searchParams.get('state')!;
  const { status, headers } = await stage.app.request('POST', '/callback/oauth2', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: '*/*' },
    body: new URLSearchParams({ code: 'code-1', state }).toString(),
  });
  expect([status, headers['location']]).toEqual([303, expect.stringContaining(`${return_url}?`)]);
  expect(headers['location']).toContain('connection_state=connected');
});

test('a form that is too large is refused before it is read', async () => {
  const { status } = await stage.app.request('POST', '/callback/oauth2', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `code=${'x'.repeat(70_000)}`,
  });
  expect(status).toBe(413);
});

describe('Shopify: a redirect must be signed with the client secret', () => {
  const sign = (params: Record<string, string>, secret: string): string =>
    createHmac('sha256', secret)
      .update(
        Object.entries(params)
          .sort()
          .map(([name, value]) => `${name}=${value}`)
          .join('&'),
      )
      .digest('hex');

  test.each<[string, (params: Record<string, string>) => Record<string, string>, string]>([
    ['is accepted if it is', (params) => ({ ...params, hmac: sign(params, 's3cret') }), 'Connected'],
    [
      'is refused with another key',
      (params) => ({ ...params, hmac: sign(params, 'other') }),
      'is not signed',
    ],
    [
      'is refused if a parameter was changed',
      (params) => ({ ...params, hmac: sign(params, 's3cret'), shop: 'evil.example' }),
      'is not signed',
    ],
    ['is refused without a signature', (params) => params, 'is not signed'],
  ])('and %s', async (_what, signed, text) => {
    const at = await play({ 'POST /token': () => tokens(1) });
    const id = await makeCredential(stage.owner, at, {
      client_authentication: 'body',
      provider_settings: { callback: { signature: 'shopify', values: ['shop'] } },
    });
    const { body } = await startConnection(stage.owner, id);
    const state = new URL(body.data.attributes.authorization_url).searchParams.get('state')!;
    const query = signed({ code: 'code-1', shop: 'acme.myshopify.example', state, timestamp: '1800000000' });
    const page = await stage.app.request('GET', `/callback/oauth2?${new URLSearchParams(query).toString()}`);
    expect(page.text).toContain(text);
    expect(at.at('/token')).toHaveLength(text === 'Connected' ? 1 : 0);
  });
});

test('Shopify: a credential cannot leave out the signature of its provider', async () => {
  const at = await play({ 'POST /token': () => tokens(1) });
  const { body: made } = await stage.owner.post(
    'credentials',
    document(
      'credential',
      {
        name: 'A shop',
        client_id: 'acme',
        client_secret: 's3cret',
        parameters: { shop: 'acme' },
        authorization_url: `${at.url}/authorize`,
        token_url: `${at.url}/token`,
        provider_settings: { callback: {} },
      },
      { provider: { type: 'provider', id: 'shopify' } },
    ),
  );
  const page = await connectInBrowser(stage.app, stage.owner, made.data.id);
  expect(page.text).toContain('is not signed');
});

test('Amazon: the code has another name, and the seller’s ID comes with it', async () => {
  const at = await play({
    'GET /authorize': ({ query }) => ({
      status: 302,
      headers: {
        location: `${query['redirect_uri']}?state=${query['state']}&spapi_oauth_code=amz&selling_partner_id=A1`,
      },
    }),
    'POST /token': () => tokens(1),
  });
  const id = await connect(at, {
    parameters: { application_id: 'amzn1.sp.1' },
    authorization_params: {
      application_id: '{application_id}',
      client_id: null,
      response_type: null,
      scope: null,
    },
    provider_settings: { callback: { code_name: 'spapi_oauth_code', values: ['selling_partner_id'] } },
  });
  expect(Object.keys(at.at('/authorize')[0]!.query).sort()).toEqual([
    'application_id',
    'code_challenge',
    'code_challenge_method',
    'redirect_uri',
    'state',
  ]);
  expect(at.at('/token')[0]!.fields).toMatchObject({ code: 'amz' });
  expect((await tokenAttributes(id)).account).toEqual({ selling_partner_id: 'A1' });
});

test('LinkedIn: a denial by another name is a denial', async () => {
  const at = await play({
    'GET /authorize': ({ query }) => ({
      status: 302,
      headers: { location: `${query['redirect_uri']}?state=${query['state']}&error=user_cancelled_login` },
    }),
  });
  const id = await makeCredential(stage.owner, at, {
    provider_settings: { callback: { denial_errors: ['user_cancelled_login', 'user_cancelled_authorize'] } },
  });
  await connectInBrowser(stage.app, stage.owner, id);
  expect(await attributesOf(id)).toMatchObject({ state: 'error', state_reason_code: 'access_denied' });
});
