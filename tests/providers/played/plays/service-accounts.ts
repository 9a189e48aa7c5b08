import { generateKeyPairSync } from 'node:crypto';
import type { SeenRequest } from '../../../support/scripted-provider.ts';
import type { Play } from '../play.ts';
import { DOWN, forBearer, oauthError } from './documented.ts';
import { pem, verified } from './signed-jwt.ts';

/** Accounts that are connected by a signed JWT in place of a user's consent. */

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const JWT_BEARER = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer' };

/** A request that contains nothing but a JWT with exactly these claims, beside its times and its ID. */
function asserting(claims: Record<string, unknown>) {
  return ({ headers }: SeenRequest, fields: Record<string, string>) => {
    expect(headers.authorization).toBeUndefined();
    const { header, claims: sent } = verified(fields['assertion'], key, 3600);
    const { iat, exp, jti: _, ...others } = sent;
    expect([header['alg'], others]).toEqual(['RS256', claims]);
    expect(Number(exp) - Number(iat)).toBeLessThanOrEqual(3600);
    delete fields['assertion'];
  };
}

/** GitHub takes the JWT as a bearer token, of 10 minutes at most. */
function appClient({ headers }: SeenRequest): void {
  const [, jwt] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
  const { header, claims } = verified(jwt, key, 600);
  expect([header['alg'], claims['iss']]).toEqual(['RS256', 'Iv1.acme']);
  expect(claims['iat']).toBeLessThanOrEqual(Date.now() / 1000);
}

const DRIVE = 'https://www.googleapis.com/auth/drive';
const ROBOT = 'robot@acme.iam.gserviceaccount.com';
const USER = '464f7988-86b7-4a3c-b2ee-6e3b5f0a1c2d';

export const SERVICE_ACCOUNTS: Play[] = [
  {
    name: 'Google service account, for a user of its domain',
    documentation: ['https://developers.google.com/identity/protocols/oauth2/service-account'],
    provider: 'google-service-account',
    credential: {
      grant_type: 'jwt_bearer',
      parameters: { subject: 'ann@acme.example' },
      scopes: [DRIVE],
    },
    client: { id: ROBOT, secret: pem(key) },
    token: {
      url: 'https://oauth2.googleapis.com/token',
      client: asserting({
        iss: ROBOT,
        sub: 'ann@acme.example',
        scope: DRIVE,
        aud: 'https://oauth2.googleapis.com/token',
      }),
      first: JWT_BEARER,
      response: (n) => ({
        access_token: `1/robot-${n}`,
        scope: DRIVE,
        token_type: 'Bearer',
        expires_in: 3600,
      }),
    },
    lifetime: 3600,
    handedOut: (n) => ({ access_token: `1/robot-${n}`, token_type: 'Bearer', scopes: [DRIVE] }),
    ended: { ...oauthError('invalid_grant', 'Invalid JWT Signature.'), code: 'assertion_refused' },
    outOfOrder: DOWN,
    revocation: {
      request: 'POST https://oauth2.googleapis.com/revoke',
      check({ contentType, fields }, { issued }) {
        expect(contentType).toBe('application/x-www-form-urlencoded');
        expect(fields['token']).toBe(`1/robot-${issued}`);
      },
    },
  },
  {
    name: 'Docusign, JWT grant',
    documentation: ['https://developers.docusign.com/platform/auth/jwt-get-token'],
    provider: 'docusign-jwt',
    credential: { grant_type: 'jwt_bearer', parameters: { environment: 'account-d', user_id: USER } },
    client: { id: '7c2b8d7e-83c3-4940-af5e-cda8a50dd73f', secret: pem(key) },
    token: {
      url: 'https://account-d.docusign.com/oauth/token',
      client: asserting({
        iss: '7c2b8d7e-83c3-4940-af5e-cda8a50dd73f',
        sub: USER,
        aud: 'account-d.docusign.com',
        scope: 'signature impersonation',
      }),
      first: JWT_BEARER,
      response: (n) => ({ access_token: `docusign-${n}`, token_type: 'Bearer', expires_in: 3600 }),
    },
    also: {
      'GET https://account-d.docusign.com/oauth/userinfo': forBearer('docusign-', 'Bearer', {
        sub: USER,
        name: 'Susan Smart',
        email: 'susan.smart@example.com',
        accounts: [
          {
            account_id: 'fe0b61a3-3b9b-cafe-b7be-4592af32aa9b',
            is_default: true,
            account_name: 'World Wide Co',
            base_uri: 'https://demo.docusign.net',
          },
        ],
      }),
    },
    externalUserId: USER,
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `docusign-${n}`,
      account: {
        account_id: 'fe0b61a3-3b9b-cafe-b7be-4592af32aa9b',
        base_uri: 'https://demo.docusign.net',
      },
    }),
    ended: { ...oauthError('consent_required'), code: 'assertion_refused' },
    outOfOrder: DOWN,
  },
  {
    name: 'GitHub Apps, installation tokens',
    documentation: [
      'https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app',
    ],
    provider: 'github-app',
    credential: { grant_type: 'jwt_bearer', parameters: { installation_id: '12345678' } },
    client: { id: 'Iv1.acme', secret: pem(key) },
    token: {
      url: 'https://api.github.com/app/installations/12345678/access_tokens',
      // It has neither a body nor a query.
      format: 'query',
      headers: { 'x-github-api-version': '2022-11-28' },
      client: appClient,
      first: {},
      response: (n) => ({
        token: `ghs_${n}`,
        expires_at: new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, ''),
        permissions: { issues: 'write', contents: 'read' },
        repository_selection: 'selected',
      }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `ghs_${n}`,
      base_uri: 'https://api.github.com',
      extra: { permissions: { issues: 'write', contents: 'read' }, repository_selection: 'selected' },
    }),
    ended: {
      status: 401,
      body: {
        message: 'A JSON web token could not be decoded',
        documentation_url: 'https://docs.github.com/rest',
        status: '401',
      },
      says: 'A JSON web token could not be decoded',
      code: 'provider_refused',
    },
    outOfOrder: DOWN,
    revocation: {
      request: 'DELETE https://api.github.com/installation/token',
      check({ headers }, { issued }) {
        expect(headers.authorization).toBe(`Bearer ghs_${issued}`);
      },
      response: { status: 204 },
    },
  },
];
