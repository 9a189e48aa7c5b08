import { createHmac } from 'node:crypto';
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

test('Strava: scopes that the user deselected are not granted, although only the redirect says so', async () => {
  const at = await play({
    'GET /authorize': agrees({ scope: 'read,activity:read' }),
    'POST /token': () => tokens(1),
  });
  const own = { scopes: ['read', 'activity:read', 'activity:write'] };
  const id = await connect(at, { ...own, provider_settings: { callback: { scope_name: 'scope' } } });
  expect((await tokenAttributes(id)).scopes).toEqual(['read', 'activity:read']);
  const other = await connect(at, own);
  expect((await tokenAttributes(other)).scopes).toEqual(own.scopes);
});

test('scopes of the token response come before those of the redirect', async () => {
  const at = await play({
    'GET /authorize': agrees({ scope: 'read write' }),
    'POST /token': () => tokens(1, { scope: 'read' }),
  });
  const id = await connect(at, { provider_settings: { callback: { scope_name: 'scope' } } });
  expect((await tokenAttributes(id)).scopes).toEqual(['read']);
});

test.each([
  ['Microsoft: consent of an administrator', { admin_consent: 'True', tenant: 'acme' }, /nobody signed in/],
  ['GitHub: a requested installation', { setup_action: 'request' }, /owner of the organization must approve/],
])('%s without a code says what to do', async (_, params, expected) => {
  const at = await play({
    'GET /authorize': ({ query }) => {
      const back = new URLSearchParams({ state: query['state']!, ...params });
      return { status: 302, headers: { location: `${query['redirect_uri']}?${back.toString()}` } };
    },
  });
  const tenant = await stage.app.tenant();
  const { text } = await connectInBrowser(stage.app, tenant, await makeCredential(tenant, at, {}));
  expect(text).toMatch(expected);
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
