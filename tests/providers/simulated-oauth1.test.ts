import { loadProviders, type Provider } from '../../src/providers/index.ts';
import { loadSchemas } from '../../src/schema/index.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { connectInBrowser, LOOPBACK_ALLOWED, startConnection, tokenOf } from '../support/credentials.ts';
import { ISSUED, oauth1Provider, type Oauth1Provider } from '../support/oauth1-provider.ts';
import { protocolParams } from '../support/oauth1-verifier.ts';

/**
 * Every entry of the catalog with OAuth 1.0, against a provider that verifies each signature with the method that the
 * entry says. The entry's URLs are replaced by its own.
 */
let app: TestApp;
let owner: Caller;
let at: Oauth1Provider | undefined;

beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterEach(() => at?.close());
afterAll(() => app.close());

const ROWS = loadProviders(loadSchemas())
  .all()
  .filter(({ authentication_type }) => authentication_type === 'oauth1')
  .map((provider): [string, Provider] => [provider.id, provider]);

/** The attributes of a credential for a provider whose URLs are those of the simulated one. */
function attributesFor({ name, parameters, oauth1 }: Provider, { url }: Oauth1Provider): object {
  const examples = Object.entries(parameters ?? {}).map(([parameter, it]) => [parameter, it!.example]);
  const isEntered = oauth1?.request_token_url === undefined;
  return {
    name,
    authentication_type: 'oauth1',
    client_id: 'acme',
    client_secret: 's3cret',
    parameters: Object.fromEntries(examples),
    ...(!isEntered && {
      authorization_url: `${url}/authorize`,
      token_url: `${url}/access_token`,
      provider_settings: { oauth1: { request_token_url: `${url}/request_token` } },
    }),
  };
}

test.each(ROWS)('%s: an account is connected, signs a request and is disconnected', async (_id, provider) => {
  const { signature_method: signatureMethod = 'HMAC-SHA1', realm, request_token_url } = provider.oauth1!;
  at = await oauth1Provider({ signatureMethod });
  const made = await owner.post(
    'credentials',
    document('credential', attributesFor(provider, at), {
      provider: { type: 'provider', id: provider.id },
    }),
  );
  expect([made.status, made.body.errors]).toEqual([201, undefined]);
  const id = made.body.data.id as string;
  if (request_token_url === undefined) {
    const token = { access_token: ISSUED.oauth_token, token_secret: ISSUED.oauth_token_secret };
    expect((await startConnection(owner, id, token)).status).toBe(201);
  } else {
    expect((await connectInBrowser(app, owner, id)).text).toContain('Connected');
  }

  const { attributes: token } = (await tokenOf(owner, id)).body.data;
  expect(token).toMatchObject({ access_token: ISSUED.oauth_token, token_type: 'oauth1', expires_at: null });
  if (provider.base_uri !== undefined) expect(token.base_uri).toMatch(/^https:\/\/[^{}]+$/);
  const request = { method: 'GET', url: `${at.url}/api?a=1` };
  const { body } = await owner.post(`credentials/${id}/signatures`, document('signature', request));
  const { url, authorization } = body.data.attributes;
  expect((await fetch(url as string, { headers: { authorization } })).status).toBe(200);
  expect(at.faults).toEqual([]);
  const sent = protocolParams({ headers: { authorization }, target: '' });
  expect(sent.realm).toBe(realm === undefined ? undefined : provider.parameters!['realm']!.example);

  expect((await owner.delete(`credentials/${id}/connections`)).status).toBe(204);
  expect((await tokenOf(owner, id)).status).toBe(409);
});
