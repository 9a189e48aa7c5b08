import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { document, startApp, type Caller, type TestApp } from '../../support/app.ts';
import { age, LOOPBACK_ALLOWED, startConnection, tokenOf } from '../../support/credentials.ts';

/**
 * Tests against a real authorization server, the one that `npm run demo:provider` starts. It rotates refresh tokens and
 * revokes the grant if one is used twice.
 */

let app: TestApp;
let owner: Caller;
let issuer: string;
let close: () => void;
let DEMO: { clientId: string; clientSecret: string; username: string; password: string };

beforeAll(async () => {
  // It warns at length that this setup is not for production.
  jest.spyOn(console, 'warn').mockReturnValue();
  jest.spyOn(console, 'info').mockReturnValue();
  const demo = await import('../../../scripts/demo-provider/provider.mjs');
  ({ DEMO } = demo);
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  // The issuer contains the port, which is known only once the server listens.
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const redirectUris = [`${app.url}/callback/oauth2`];
  server.on('request', demo.createProvider({ issuer, tokenLifetime: 120, redirectUris, autoLogin: true }));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterAll(async () => {
  await app.close();
  close();
});

async function make(attributes: object): Promise<string> {
  const { body } = await owner.post(
    'credentials',
    document('credential', {
      name: 'Demo',
      client_id: DEMO.clientId,
      client_secret: DEMO.clientSecret,
      redirect_uri: `${app.url}/callback/oauth2`,
      issuer,
      ...attributes,
    }),
  );
  return body.data.id as string;
}

/** Follows redirects and keeps cookies, like a browser. */
async function browse(url: string): Promise<{ status: number; text: string }> {
  const cookies = new Map<string, string>();
  for (let next = url; ;) {
    const answer = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      cookies.set(name!, value!);
    }
    const location = answer.headers.get('location');
    if (location === null) return { status: answer.status, text: await answer.text() };
    next = new URL(location, next).href;
  }
}

const isActive = async (token: string): Promise<boolean> => {
  const answer = await fetch(`${issuer}/token/introspection`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${DEMO.clientId}:${DEMO.clientSecret}`)}` },
    body: new URLSearchParams({ token }),
  });
  return ((await answer.json()) as { active: boolean }).active;
};

async function activeToken(id: string): Promise<string> {
  const { access_token } = (await tokenOf(owner, id)).body.data.attributes;
  expect(await isActive(access_token)).toBe(true);
  return access_token as string;
}

test('authorization code: connects in a browser, refreshes under concurrency, is revoked', async () => {
  const id = await make({
    scopes: ['openid', 'email', 'offline_access', 'read'],
    authorization_params: { prompt: 'consent' },
    config_services: {
      token_validation: { type: 'introspection' },
      user_id_mapper: { type: 'jsonata', expression: 'userinfo.email' },
    },
  });
  const { body } = await startConnection(owner, id);
  const page = await browse(body.data.attributes.authorization_url);
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Connected') });
  const shown = (await owner.get(`credentials/${id}`)).body.data.attributes;
  expect(shown).toMatchObject({ state: 'connected', external_user_id: 'demo@demo.example' });

  const tokens = new Set([await activeToken(id)]);
  for (let turn = 0; turn < 5; turn += 1) {
    await age(app, id, 120_000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => tokenOf(owner, id)));
    expect(new Set(answers.map((answer) => answer.body.data.attributes.access_token)).size).toBe(1);
    tokens.add(await activeToken(id));
  }
  expect(tokens.size).toBe(6);

  const last = await activeToken(id);
  expect((await owner.delete(`credentials/${id}/connections`)).status).toBe(204);
  expect(await isActive(last)).toBe(false);
});

test('tokens are bound to a key with DPoP, and requests to the API are proven', async () => {
  const id = await make({
    scopes: ['openid', 'email', 'offline_access'],
    authorization_params: { prompt: 'consent' },
    provider_settings: { dpop: true },
    config_services: { user_id_mapper: { type: 'jsonata', expression: 'userinfo.email' } },
  });
  const { body } = await startConnection(owner, id);
  expect((await browse(body.data.attributes.authorization_url)).text).toContain('Connected');
  const shown = (await owner.get(`credentials/${id}`)).body.data.attributes;
  expect(shown).toMatchObject({ state: 'connected', external_user_id: 'demo@demo.example' });
  await age(app, id, 120_000);
  const url = `${issuer}/me`;
  const signed = await owner.post(
    `credentials/${id}/signatures`,
    document('signature', { method: 'GET', url }),
  );
  const { authorization, dpop } = signed.body.data.attributes;
  const statusWith = async (headers: Record<string, string>) => (await fetch(url, { headers })).status;
  expect(await statusWith({ authorization, dpop })).toBe(200);
  // The proof cannot be used again, and the token not without one.
  expect(await statusWith({ authorization, dpop })).toBe(401);
  expect(await statusWith({ authorization: authorization.replace('DPoP', 'Bearer') })).toBe(401);
});

test('authorization code for a resource: the token is a JWT and is validated as one', async () => {
  const id = await make({
    scopes: ['openid', 'offline_access', 'read'],
    authorization_params: { prompt: 'consent', resource: 'urn:demo:api' },
    token_params: { resource: 'urn:demo:api' },
    config_services: {
      token_validation: { type: 'jwt', audience: 'urn:demo:api' },
      user_id_mapper: { type: 'jsonata', expression: 'id_token.sub' },
    },
  });
  const { body } = await startConnection(owner, id);
  expect((await browse(body.data.attributes.authorization_url)).status).toBe(200);
  expect((await owner.get(`credentials/${id}`)).body.data.attributes.external_user_id).toBe('demo');
  const { access_token } = (await tokenOf(owner, id)).body.data.attributes;
  expect(access_token.split('.')).toHaveLength(3);
});

test('without offline access there is no refresh token, and connecting fails', async () => {
  const id = await make({ scopes: ['openid'] });
  const { body } = await startConnection(owner, id);
  const page = await browse(body.data.attributes.authorization_url);
  expect(page).toMatchObject({ status: 400, text: expect.stringContaining('no refresh token') });
});

test('client credentials: connects immediately and gets a new token after the first expires', async () => {
  const id = await make({ grant_type: 'client_credentials' });
  expect((await startConnection(owner, id)).body.data.attributes.state).toBe('connected');
  const first = await activeToken(id);
  await age(app, id, 120_000);
  expect(await activeToken(id)).not.toBe(first);
});

test("password: connects with the user's password and refreshes without it", async () => {
  const id = await make({ grant_type: 'password', scopes: ['openid', 'offline_access'] });
  const person = { username: DEMO.username, password: DEMO.password };
  const wrong = await startConnection(owner, id, { ...person, password: 'wrong' });
  expect(wrong.body.errors[0]).toMatchObject({
    code: 'connection_failed',
    detail: expect.stringContaining('the username or password is incorrect'),
  });
  expect((await startConnection(owner, id, person)).body.data.attributes.state).toBe('connected');
  const first = await activeToken(id);
  await age(app, id, 120_000);
  expect(await activeToken(id)).not.toBe(first);
});
