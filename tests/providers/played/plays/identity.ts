import { createPrivateKey, generateKeyPairSync, hash, X509Certificate } from 'node:crypto';
import type { SeenRequest } from '../../../support/scripted-provider.ts';
import { selfSigned } from '../../../support/self-signed.ts';
import type { Play } from '../play.ts';
import { asks, DOWN, oauthError } from './documented.ts';
import { pem, verified } from './signed-jwt.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const certified = selfSigned({ name: 'acme', rsa: true });
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A client that authenticates with private_key_jwt, each time with a new JWT. */
function signedClient(audience: string, keyId: string | undefined) {
  const seen = new Set<unknown>();
  return (_request: SeenRequest, fields: Record<string, string>) => {
    const { client_assertion, client_assertion_type } = fields;
    const { header, claims } = verified(client_assertion, rsa, 300);
    expect([client_assertion_type, header['alg'], header['kid']]).toEqual([ASSERTION, 'RS256', keyId]);
    expect(claims).toMatchObject({ iss: 'acme', sub: 'acme', aud: audience });
    expect(seen).not.toContain(claims['jti']);
    seen.add(claims['jti']);
    for (const name of ['client_assertion', 'client_assertion_type', 'client_id']) delete fields[name];
    expect(fields).not.toHaveProperty('client_secret');
  };
}

/** Microsoft finds the key by the thumbprint of its certificate. */
function certifiedClient(_request: SeenRequest, fields: Record<string, string>): void {
  const { header, claims } = verified(fields['client_assertion'], createPrivateKey(certified.key), 600);
  const { raw } = new X509Certificate(certified.cert);
  expect(header).toMatchObject({ alg: 'PS256', 'x5t#S256': hash('sha256', raw, 'base64url') });
  const audience = 'https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token';
  expect(claims).toMatchObject({ iss: 'acme', sub: 'acme', aud: audience, jti: expect.any(String) });
  expect([fields['client_id'], fields['client_assertion_type']]).toEqual(['acme', ASSERTION]);
  for (const name of ['client_assertion', 'client_assertion_type', 'client_id']) delete fields[name];
}

/** NetSuite takes the scopes from the JWT. */
function netsuiteClient(_request: SeenRequest, fields: Record<string, string>): void {
  const { header, claims } = verified(fields['client_assertion'], rsa, 3600);
  expect(header).toMatchObject({ typ: 'JWT', alg: 'PS256', kid: 'certificate-1' });
  const audience = 'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token';
  expect(claims).toMatchObject({ iss: 'acme', scope: 'restlets,rest_webservices', aud: audience });
  expect(fields['client_assertion_type']).toBe(ASSERTION);
  for (const name of ['client_assertion', 'client_assertion_type', 'client_id']) delete fields[name];
}

/** Apple's client secret is a JWT of the team. */
function appleClient(_request: SeenRequest, fields: Record<string, string>): void {
  const { header, claims } = verified(fields['client_secret'], ec, 15_777_000);
  expect([header['alg'], header['kid']]).toEqual(['ES256', 'ABC123DEFG']);
  expect(claims).toMatchObject({ iss: 'DEF123GHIJ', sub: 'com.acme.web', aud: 'https://appleid.apple.com' });
  expect(claims['iat']).toBeLessThanOrEqual(Date.now() / 1000);
  expect(fields['client_id']).toBe('com.acme.web');
  delete fields['client_id'];
  delete fields['client_secret'];
}

export const IDENTITY: Play[] = [
  {
    name: 'Okta, service apps',
    documentation: ['https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/'],
    provider: 'okta',
    credential: {
      parameters: { org: 'acme' },
      grant_type: 'client_credentials',
      scopes: ['okta.users.read', 'okta.apps.read'],
      provider_settings: { client_assertion: { key_id: 'key-1' } },
    },
    client: { id: 'acme', secret: pem(rsa) },
    token: {
      url: 'https://acme.okta.com/oauth2/v1/token',
      client: signedClient('https://acme.okta.com/oauth2/v1/token', 'key-1'),
      first: { grant_type: 'client_credentials', scope: 'okta.users.read okta.apps.read' },
      response: (n) => ({
        token_type: 'Bearer',
        expires_in: 3600,
        access_token: `okta-access-${n}`,
        scope: 'okta.users.read okta.apps.read',
      }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `okta-access-${n}`,
      token_type: 'Bearer',
      scopes: ['okta.users.read', 'okta.apps.read'],
      base_uri: 'https://acme.okta.com/api/v1',
    }),
    ended: {
      ...oauthError('invalid_client', 'The client_assertion signature is invalid.', 401),
      code: 'client_refused',
    },
    outOfOrder: {
      status: 429,
      body: { errorCode: 'E0000047', errorSummary: 'API call exceeded rate limit due to too many requests.' },
    },
  },
  {
    name: 'Microsoft, with a certificate',
    documentation: [
      'https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials',
      'https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow',
    ],
    provider: 'microsoft',
    credential: {
      parameters: { tenant: 'contoso.example' },
      grant_type: 'client_credentials',
      client_authentication: 'private_key_jwt',
      provider_settings: { client_assertion: { algorithm: 'PS256' } },
    },
    client: { id: 'acme', secret: `${certified.cert}${certified.key}` },
    token: {
      url: 'https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token',
      client: certifiedClient,
      first: { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' },
      response: (n) => ({ token_type: 'Bearer', expires_in: 3599, access_token: `eyJ0eXAiOiJKV1Qi-${n}` }),
    },
    lifetime: 3599,
    handedOut: (n) => ({ access_token: `eyJ0eXAiOiJKV1Qi-${n}`, token_type: 'Bearer' }),
    ended: {
      ...oauthError('invalid_client', 'AADSTS700027: The certificate is not registered.', 401),
      code: 'client_refused',
    },
    outOfOrder: oauthError('temporarily_unavailable', undefined, 503),
  },
  {
    name: 'Oracle NetSuite, with a certificate',
    documentation: [
      'https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_162790605110.html',
      'https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_0312092247.html',
    ],
    provider: 'netsuite',
    credential: {
      parameters: { account: '1234567' },
      grant_type: 'client_credentials',
      client_authentication: 'private_key_jwt',
      provider_settings: {
        client_assertion: {
          algorithm: 'PS256',
          key_id: 'certificate-1',
          claims: { scope: 'restlets,rest_webservices' },
        },
      },
    },
    client: { id: 'acme', secret: pem(rsa) },
    token: {
      url: 'https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token',
      client: netsuiteClient,
      first: { grant_type: 'client_credentials' },
      response: (n) => ({ access_token: `netsuite-m2m-${n}`, expires_in: '3600', token_type: 'bearer' }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `netsuite-m2m-${n}`,
      token_type: 'bearer',
      base_uri: 'https://1234567.suitetalk.api.netsuite.com',
    }),
    ended: { ...oauthError('invalid_client', undefined, 401), code: 'client_refused' },
    outOfOrder: oauthError('server_error', undefined, 500),
    revocation: {
      request: 'POST https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke',
      check: ({ fields }, service) => expect(fields['token']).toBe(`netsuite-m2m-${service.issued}`),
    },
  },
  {
    name: 'Auth0, with private_key_jwt',
    documentation: [
      'https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt',
      'https://auth0.com/docs/api/authentication/client-credential-flow/get-token',
    ],
    provider: 'auth0',
    credential: {
      parameters: { tenant: 'acme.us' },
      grant_type: 'client_credentials',
      client_authentication: 'private_key_jwt',
    },
    client: { id: 'acme', secret: pem(rsa) },
    token: {
      url: 'https://acme.us.auth0.com/oauth/token',
      client: signedClient('https://acme.us.auth0.com/', undefined),
      first: { grant_type: 'client_credentials', audience: 'https://acme.us.auth0.com/api/v2/' },
      response: (n) => ({
        access_token: `auth0-access-${n}`,
        scope: 'read:users',
        expires_in: 86_400,
        token_type: 'Bearer',
      }),
    },
    lifetime: 86_400,
    handedOut: (n) => ({
      access_token: `auth0-access-${n}`,
      token_type: 'Bearer',
      scopes: ['read:users'],
      base_uri: 'https://acme.us.auth0.com/api/v2',
    }),
    ended: { ...oauthError('invalid_client', 'Invalid client_assertion', 401), code: 'client_refused' },
    outOfOrder: oauthError('too_many_requests', 'Global limit has been reached', 429),
  },
  {
    name: 'Apple, which is not in the catalog',
    documentation: [
      'https://developer.apple.com/documentation/signinwithapplerestapi/generate-and-validate-tokens',
      'https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret',
      'https://developer.apple.com/documentation/signinwithapplerestapi/revoke-tokens',
    ],
    credential: {
      authorization_url: 'https://appleid.apple.com/auth/authorize',
      token_url: 'https://appleid.apple.com/auth/token',
      revocation_url: 'https://appleid.apple.com/auth/revoke',
      scopes: ['name', 'email'],
      authorization_params: { response_mode: 'form_post' },
      client_authentication: 'private_key_jwt',
      pkce: false,
      parameters: { team_id: 'DEF123GHIJ', key_id: 'ABC123DEFG' },
      provider_settings: {
        client_assertion: {
          algorithm: 'ES256',
          key_id: '{key_id}',
          claims: { iss: '{team_id}', aud: 'https://appleid.apple.com', jti: null },
          send_as: 'client_secret',
        },
        callback: { denial_errors: ['user_cancelled_authorize'] },
      },
    },
    client: { id: 'com.acme.web', secret: pem(ec) },
    authorize: {
      url: 'https://appleid.apple.com/auth/authorize',
      query: { ...asks('name email', { response_mode: 'form_post' }), client_id: 'com.acme.web' },
      redirect: { user: '{"name":{"firstName":"Ada"},"email":"ada@example.com"}' },
      form: true,
      denied: { error: 'user_cancelled_authorize' },
    },
    token: {
      url: 'https://appleid.apple.com/auth/token',
      client: appleClient,
      first: {},
      response: (n) => ({
        access_token: `adg61-${n}`,
        token_type: 'Bearer',
        expires_in: 3600,
        refresh_token: 'rca7-ae18',
        id_token: 'eyJra.eyJpc3MiOiJodHRwczovL2FwcGxlaWQ.signature',
      }),
      refreshed: (n) => ({ access_token: `adg61-${n}`, token_type: 'Bearer', expires_in: 3600 }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `adg61-${n}`,
      token_type: 'Bearer',
      scopes: ['name', 'email'],
      account: {},
      extra: {},
    }),
    ended: oauthError('invalid_grant', 'The token has expired or has been revoked.'),
    outOfOrder: DOWN,
    revocation: {
      request: 'POST https://appleid.apple.com/auth/revoke',
      check(request, service) {
        const fields = { ...request.fields };
        appleClient(request, fields);
        expect(fields).toEqual({ token: service.refreshToken, token_type_hint: 'refresh_token' });
      },
    },
  },
];
