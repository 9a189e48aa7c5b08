import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import ClientOAuth2 from 'client-oauth2';
import express, { type ErrorRequestHandler } from 'express';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { Passport } from 'passport';
import OAuth2Strategy from 'passport-oauth2';
import { makeFlow, startApp, type Caller, type TestApp } from '../support/app.ts';
import {
  asBearer,
  givePassword,
  introspect,
  locationOf,
  REDIRECT_URI,
  registerApp,
  signedInVisitor,
  visitor,
  type RegisteredApp,
} from '../support/oauth.ts';

const require = createRequire(import.meta.url);
// These two have no types.
const simple = require('simple-oauth2') as SimpleOauth2;
const newman = require('newman') as Newman;

const SCOPE = 'read.flows offline_access';
const GRANT_TYPES = ['authorization_code', 'refresh_token', 'client_credentials'];

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;

beforeAll(async () => {
  app = await startApp(await knownAddress());
  owner = await app.tenant();
  await givePassword(app, owner);
  await makeFlow(owner, []);
  client = await register();
});
afterAll(async () => {
  await app.close();
});

/**
 * The issuer is fixed before the server listens, and libraries with discovery refuse an issuer that differs from the
 * URL they requested. So this picks a port that was free a moment ago.
 */
async function knownAddress(): Promise<{ PORT: string; PUBLIC_URL: string }> {
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  return { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
}

/** @returns the port */
async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function register(attributes: object = {}): Promise<RegisteredApp> {
  return registerApp(owner, { scopes: SCOPE.split(' '), grant_types: GRANT_TYPES, ...attributes });
}

/** Opens a library's authorization URL in the owner's browser. @returns the final redirect */
async function follow(address: string | URL): Promise<URL> {
  const { origin, pathname, search } = new URL(address);
  expect(origin).toBe(app.url);
  const browser = visitor(app);
  const signedIn = await browser.signIn(await browser.get(pathname + search), owner.email);
  const onward = locationOf(signedIn);
  const page = await browser.get(onward.pathname + onward.search);
  // A user who has consented is not asked again.
  return locationOf(page.status === 303 ? page : await browser.decide(page));
}

const flowsAddress = () => new URL(`/v2/tenants/${owner.tenantId}/flows`, app.url);

/** The status of an API call with a token. */
async function statusWith(token: string): Promise<number> {
  return (await asBearer(app, token, 'GET', flowsAddress().pathname)).status;
}

/** The subject and scope of an active token. */
async function goodFor(token: string): Promise<{ sub: string; scope: string }> {
  const { active, sub, scope } = await introspect(app, client, token);
  expect(active).toBe(true);
  return { sub, scope };
}

describe('openid-client', () => {
  let configuration: openid.Configuration;
  let tokens: openid.TokenEndpointResponse;

  const discovered = (authentication?: openid.ClientAuth) =>
    openid.discovery(new URL(app.url), client.client_id, client.client_secret, authentication, {
      algorithm: 'oauth2',
      execute: [openid.allowInsecureRequests],
    });

  test('discovers the endpoints from the URL of the server', async () => {
    configuration = await discovered();
    expect(configuration.serverMetadata()).toMatchObject({
      issuer: app.url,
      token_endpoint: `${app.url}/oauth2/token`,
    });
    expect(configuration.serverMetadata().supportsPKCE()).toBe(true);
  });

  test.each([
    ['in the body', openid.ClientSecretPost],
    ['in HTTP Basic', openid.ClientSecretBasic],
  ])('gets a token for the app itself, with the secret %s', async (_where, authentication) => {
    const own = await discovered(authentication(client.client_secret));
    const { access_token, refresh_token } = await openid.clientCredentialsGrant(own, { scope: 'read.flows' });
    expect(refresh_token).toBeUndefined();
    expect(await goodFor(access_token)).toEqual({ sub: client.client_id, scope: 'read.flows' });
  });

  test.each([
    ['an authorization URL', openid.buildAuthorizationUrl],
    ['a pushed request', openid.buildAuthorizationUrlWithPAR],
  ])('gets the tokens of a user, through %s with PKCE', async (_way, build) => {
    const [pkceCodeVerifier, expectedState] = [openid.randomPKCECodeVerifier(), openid.randomState()];
    const address = await build(configuration, {
      redirect_uri: REDIRECT_URI,
      scope: SCOPE,
      state: expectedState,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    tokens = await openid.authorizationCodeGrant(configuration, await follow(address), {
      pkceCodeVerifier,
      expectedState,
    });
    expect(await goodFor(tokens.access_token)).toEqual({ sub: owner.userId, scope: SCOPE });
  });

  test('reports the error codes of the server', async () => {
    const address = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: REDIRECT_URI,
      scope: 'write.everything',
    });
    const { pathname, search } = address;
    const someone = await signedInVisitor(app, owner);
    const sentBack = locationOf(await someone.get(pathname + search));
    await expect(openid.authorizationCodeGrant(configuration, sentBack)).rejects.toMatchObject({
      error: 'invalid_scope',
    });
    await expect(openid.refreshTokenGrant(configuration, 'none')).rejects.toMatchObject({
      error: 'invalid_grant',
      status: 400,
    });
  });

  test('refreshes the tokens', async () => {
    const before = tokens;
    tokens = await openid.refreshTokenGrant(configuration, tokens.refresh_token!);
    expect(tokens.access_token).not.toBe(before.access_token);
    expect(tokens.refresh_token).not.toBe(before.refresh_token);
  });

  test('calls the API', async () => {
    const answer = await openid.fetchProtectedResource(
      configuration,
      tokens.access_token,
      flowsAddress(),
      'GET',
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ data: [{ type: 'flow' }] });
  });

  test('introspects and revokes the tokens', async () => {
    const active = async (token: string) => (await openid.tokenIntrospection(configuration, token)).active;
    const { access_token, refresh_token } = tokens;
    expect(await openid.tokenIntrospection(configuration, access_token)).toMatchObject({
      active: true,
      client_id: client.client_id,
      sub: owner.userId,
      scope: SCOPE,
      iss: app.url,
    });
    await openid.tokenRevocation(configuration, access_token);
    expect([await active(access_token), await active(refresh_token!)]).toEqual([false, true]);
    await openid.tokenRevocation(configuration, refresh_token!, { token_type_hint: 'refresh_token' });
    expect(await active(refresh_token!)).toBe(false);
  });
});

describe('oauth4webapi', () => {
  const insecure = { [oauth.allowInsecureRequests]: true };
  let server: oauth.AuthorizationServer;
  let tokens: oauth.TokenEndpointResponse;
  let self: oauth.Client;
  let secret: oauth.ClientAuth;

  beforeAll(() => {
    self = { client_id: client.client_id };
    secret = oauth.ClientSecretBasic(client.client_secret);
  });

  test('discovers the endpoints from the URL of the server', async () => {
    const issuer = new URL(app.url);
    const answer = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
    server = await oauth.processDiscoveryResponse(issuer, answer);
    expect(server.code_challenge_methods_supported).toContain('S256');
  });

  test.each([
    ['in the body', oauth.ClientSecretPost],
    ['in HTTP Basic', oauth.ClientSecretBasic],
  ])('gets a token for the app itself, with the secret %s', async (_where, authentication) => {
    const answer = await oauth.clientCredentialsGrantRequest(
      server,
      self,
      authentication(client.client_secret),
      { scope: 'read.flows' },
      insecure,
    );
    const { access_token, expires_in } = await oauth.processClientCredentialsResponse(server, self, answer);
    expect(expires_in).toBeGreaterThan(0);
    expect(await goodFor(access_token)).toEqual({ sub: client.client_id, scope: 'read.flows' });
  });

  test('gets the tokens of a user, through a pushed request with PKCE', async () => {
    const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
    const pushed = await oauth.processPushedAuthorizationResponse(
      server,
      self,
      await oauth.pushedAuthorizationRequest(
        server,
        self,
        secret,
        {
          response_type: 'code',
          redirect_uri: REDIRECT_URI,
          scope: SCOPE,
          state,
          code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        },
        insecure,
      ),
    );
    const address = new URL(server.authorization_endpoint!);
    address.searchParams.set('client_id', client.client_id);
    address.searchParams.set('request_uri', pushed.request_uri);
    // This checks the state and the issuer (RFC 9207).
    const callback = oauth.validateAuthResponse(server, self, await follow(address), state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      self,
      secret,
      callback,
      REDIRECT_URI,
      verifier,
      insecure,
    );
    tokens = await oauth.processAuthorizationCodeResponse(server, self, answer);
    expect(await goodFor(tokens.access_token)).toEqual({ sub: owner.userId, scope: SCOPE });
  });

  test('refreshes the tokens', async () => {
    const before = tokens;
    const answer = await oauth.refreshTokenGrantRequest(
      server,
      self,
      secret,
      tokens.refresh_token!,
      insecure,
    );
    tokens = await oauth.processRefreshTokenResponse(server, self, answer);
    expect(tokens.refresh_token).not.toBe(before.refresh_token);
  });

  test('calls the API, and reads the challenge of a 401', async () => {
    const call = (token: string) =>
      oauth.protectedResourceRequest(token, 'GET', flowsAddress(), undefined, undefined, insecure);
    expect((await call(tokens.access_token)).status).toBe(200);
    await expect(call('none')).rejects.toMatchObject({
      status: 401,
      cause: expect.arrayContaining([expect.objectContaining({ scheme: 'bearer' })]),
    });
  });

  test('introspects and revokes the tokens', async () => {
    const read = async (token: string) =>
      oauth.processIntrospectionResponse(
        server,
        self,
        await oauth.introspectionRequest(server, self, secret, token, insecure),
      );
    const { access_token, refresh_token } = tokens;
    expect(await read(access_token)).toMatchObject({ active: true, sub: owner.userId });
    const answer = await oauth.revocationRequest(server, self, secret, refresh_token!, insecure);
    await oauth.processRevocationResponse(answer);
    // Revoking the refresh token revokes its whole grant.
    expect(await read(refresh_token!)).toEqual({ active: false });
    expect(await read(access_token)).toEqual({ active: false });
  });
});

/** The part of simple-oauth2 that is used here. */
interface SimpleToken {
  token: { access_token: string; refresh_token?: string };
  expired(): boolean;
  refresh(): Promise<SimpleToken>;
  revoke(type: string): Promise<void>;
  revokeAll(): Promise<void>;
}
interface SimpleOauth2 {
  ClientCredentials: new (config: object) => { getToken(fields: object): Promise<SimpleToken> };
  AuthorizationCode: new (config: object) => {
    authorizeURL(fields: object): string;
    getToken(fields: object): Promise<SimpleToken>;
  };
}

describe('simple-oauth2', () => {
  let token: SimpleToken;

  // It has no discovery, and its default paths are different.
  const configuration = (options: object = {}) => ({
    client: { id: client.client_id, secret: client.client_secret },
    auth: { tokenHost: app.url, tokenPath: '/oauth2/token', revokePath: '/oauth2/revoke' },
    options,
  });
  const code = () => {
    const { auth, ...others } = configuration();
    return new simple.AuthorizationCode({ ...others, auth: { ...auth, authorizePath: '/oauth2/auth' } });
  };

  test.each([
    ['in the body', { authorizationMethod: 'body' }],
    ['in HTTP Basic', { authorizationMethod: 'header' }],
    ['in HTTP Basic, not form-encoded', { credentialsEncodingMode: 'loose' }],
  ])('gets a token for the app itself, with the secret %s', async (_where, options) => {
    const own = new simple.ClientCredentials(configuration(options));
    const { token: given } = await own.getToken({ scope: 'read.flows' });
    expect(await goodFor(given.access_token)).toEqual({ sub: client.client_id, scope: 'read.flows' });
  });

  test('gets the tokens of a user, with PKCE', async () => {
    const verifier = oauth.generateRandomCodeVerifier();
    const address = code().authorizeURL({
      redirect_uri: REDIRECT_URI,
      scope: SCOPE.split(' '),
      state: 'its state',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const { searchParams } = await follow(address);
    expect(searchParams.get('state')).toBe('its state');
    token = await code().getToken({
      code: searchParams.get('code'),
      redirect_uri: REDIRECT_URI,
      code_verifier: verifier,
    });
    expect(token.expired()).toBe(false);
    expect(await goodFor(token.token.access_token)).toEqual({ sub: owner.userId, scope: SCOPE });
  });

  test('refreshes the tokens', async () => {
    const before = token.token;
    token = await token.refresh();
    expect(token.token.refresh_token).not.toBe(before.refresh_token);
    expect(await statusWith(token.token.access_token)).toBe(200);
  });

  test('revokes the access token, then all tokens', async () => {
    const { access_token, refresh_token } = token.token;
    await token.revoke('access_token');
    expect(await statusWith(access_token)).toBe(401);
    expect(await goodFor(refresh_token!)).toEqual({ sub: owner.userId, scope: SCOPE });
    // This sends the access token again, which is already revoked.
    await token.revokeAll();
    expect(await introspect(app, client, refresh_token!)).toEqual({ active: false });
  });
});

describe('passport-oauth2', () => {
  /** The inner client is only for subclasses. */
  class Strategy extends OAuth2Strategy {
    refreshed(token: string): Promise<{ access: string; refresh: string }> {
      return new Promise((resolve, reject) => {
        this._oauth2.getOAuthAccessToken(token, { grant_type: 'refresh_token' }, (error, access, refresh) => {
          if (error) reject(new Error(JSON.stringify(error)));
          else resolve({ access: access!, refresh: refresh! });
        });
      });
    }
  }

  let website: Server;
  let home: string;
  let strategy: Strategy;
  let refreshToken: string;

  beforeAll(async () => {
    const site = express();
    website = createServer(site);
    home = `http://127.0.0.1:${await listen(website)}`;
    const callbackURL = `${home}/callback`;
    const { client_id, client_secret } = await register({ redirect_uris: [callbackURL] });
    strategy = new Strategy(
      {
        authorizationURL: `${app.url}/oauth2/auth`,
        tokenURL: `${app.url}/oauth2/token`,
        clientID: client_id,
        clientSecret: client_secret,
        callbackURL,
        scope: SCOPE.split(' '),
        state: true,
        pkce: true,
      },
      (access: string, refresh: string, _profile: unknown, done: OAuth2Strategy.VerifyCallback) =>
        done(null, { access, refresh }),
    );
    const passport = new Passport();
    passport.use(strategy);
    // One visitor, one session.
    const session = {};
    site.use((request, _response, next) => {
      Object.assign(request, { session });
      next();
    });
    const authenticate = passport.authenticate('oauth2', { session: false });
    site.get('/login', authenticate);
    site.get('/callback', authenticate, (request, response) => {
      response.json(request.user);
    });
    const failed: ErrorRequestHandler = (error: Error & { code?: string }, _request, response, _next) => {
      response.status(500).json({ code: error.code, message: error.message });
    };
    site.use(failed);
  });
  afterAll(async () => {
    website.closeAllConnections();
    await new Promise((resolve) => website.close(resolve));
  });

  /** Where the website redirects a visitor to sign in. */
  async function login(): Promise<URL> {
    const sent = await fetch(`${home}/login`, { redirect: 'manual' });
    return new URL(sent.headers.get('location')!);
  }

  test('signs a user in, with PKCE', async () => {
    const address = await login();
    expect(address.searchParams.get('code_challenge_method')).toBe('S256');
    const answer = await fetch(await follow(address));
    const user = (await answer.json()) as { access: string; refresh: string };
    expect(answer.status).toBe(200);
    expect(await goodFor(user.access)).toEqual({ sub: owner.userId, scope: SCOPE });
    refreshToken = user.refresh;
  });

  test('refreshes the tokens', async () => {
    const { access, refresh } = await strategy.refreshed(refreshToken);
    expect(refresh).not.toBe(refreshToken);
    expect(await statusWith(access)).toBe(200);
  });

  test('reports the error codes of the server', async () => {
    const callback = await follow(await login());
    callback.searchParams.set('code', 'none');
    const answer = await fetch(callback);
    expect(await answer.json()).toEqual({
      code: 'invalid_grant',
      message: 'The code is invalid or no longer exists. Start the authorization again.',
    });
  });
});

describe('client-oauth2', () => {
  let token: ClientOAuth2.Token;

  const library = () =>
    new ClientOAuth2({
      clientId: client.client_id,
      clientSecret: client.client_secret,
      accessTokenUri: `${app.url}/oauth2/token`,
      authorizationUri: `${app.url}/oauth2/auth`,
      redirectUri: REDIRECT_URI,
      scopes: SCOPE.split(' '),
    });

  test('gets a token for the app itself', async () => {
    const { accessToken, tokenType } = await library().credentials.getToken({ scopes: ['read.flows'] });
    expect(tokenType).toBe('bearer');
    expect(await goodFor(accessToken)).toEqual({ sub: client.client_id, scope: 'read.flows' });
  });

  test('gets the tokens of a user, with PKCE', async () => {
    const code_verifier = oauth.generateRandomCodeVerifier();
    const code_challenge = await oauth.calculatePKCECodeChallenge(code_verifier);
    const state = 'its state';
    const address = library().code.getUri({
      state,
      query: { code_challenge, code_challenge_method: 'S256' },
    });
    const { href } = await follow(address);
    token = await library().code.getToken(href, { state, body: { code_verifier } });
    expect(await goodFor(token.accessToken)).toEqual({ sub: owner.userId, scope: SCOPE });
  });

  test('refreshes the tokens', async () => {
    const before = token.refreshToken;
    token = await token.refresh();
    expect(token.refreshToken).not.toBe(before);
  });

  test('signs a call to the API', async () => {
    const { url, headers } = token.sign({ url: flowsAddress().href, headers: {} });
    const answer = await fetch(url, { headers: headers as Record<string, string> });
    expect(answer.status).toBe(200);
  });
});

/** The part of newman that is used here. */
interface Newman {
  run(
    options: { collection: string; envVar: { key: string; value: string }[] },
    done: (error: Error | null, summary: NewmanSummary) => void,
  ): void;
}
interface NewmanSummary {
  run: {
    stats: { requests: { total: number }; assertions: { total: number } };
    failures: { error: { message: string }; source?: { name: string } }[];
  };
}

describe('newman', () => {
  test("runs a Postman collection that gets the app's tokens and calls the API with them", async () => {
    const path = '../fixtures/postman/valetkey.postman_collection.json';
    const variables = {
      base_url: app.url,
      tenant_id: owner.tenantId,
      client_id: client.client_id,
      client_secret: client.client_secret,
    };
    const { run } = await new Promise<NewmanSummary>((resolve, reject) => {
      newman.run(
        {
          collection: fileURLToPath(new URL(path, import.meta.url)),
          envVar: Object.entries(variables).map(([key, value]) => ({ key, value })),
        },
        (error, summary) => {
          if (error) reject(error);
          else resolve(summary);
        },
      );
    });
    expect(run.failures.map(({ error, source }) => `${source?.name}: ${error.message}`)).toEqual([]);
    // A collection whose scripts did not run has no failures either.
    expect(run.stats.requests.total).toBe(7);
    expect(run.stats.assertions.total).toBe(7);
  });
});
