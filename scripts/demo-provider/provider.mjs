import Provider from 'oidc-provider';
import { passwordGrant } from './password-grant.mjs';

/** Public demo credentials. They protect nothing. */
export const DEMO = {
  clientId: 'demo-client',
  clientSecret: 'demo-client-secret',
  username: 'demo',
  password: 'demo-password',
};

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
/** Requests with this `resource` get JWT access tokens. */
const RESOURCE = 'urn:demo:api';
const SCOPES = ['openid', 'offline_access', 'email', 'read', 'write'];

/** @returns the authorization server's request listener */
export function createProvider({ issuer, tokenLifetime, redirectUris, autoLogin }) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: DEMO.clientId,
        client_secret: DEMO.clientSecret,
        redirect_uris: redirectUris,
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials', 'password', DEVICE_CODE],
      },
    ],
    scopes: SCOPES,
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: `${id}@demo.example`, email_verified: true }),
    }),
    features: {
      devInteractions: { enabled: !autoLogin },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => {
          if (resource !== RESOURCE) throw new Error(`The only resource is ${RESOURCE}`);
          return {
            scope: 'read write',
            audience: RESOURCE,
            accessTokenFormat: 'jwt',
            accessTokenTTL: tokenLifetime,
          };
        },
      },
    },
    ...(autoLogin && { interactions: { url: (_context, { uid }) => `/interaction/${uid}` } }),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    conformIdTokenClaims: false,
    ttl: {
      AccessToken: tokenLifetime,
      ClientCredentials: tokenLifetime,
      AuthorizationCode: 60,
      DeviceCode: 600,
      IdToken: 3600,
      RefreshToken: 14 * 86_400,
      Grant: 14 * 86_400,
      Session: 86_400,
      Interaction: 3600,
    },
    cookies: { keys: ['a key for a demo'] },
  });
  provider.registerGrantType('password', passwordGrant(provider, DEMO), ['username', 'password', 'scope']);

  const handle = provider.callback();
  return (request, response) => {
    if (autoLogin && request.url.startsWith('/interaction/')) {
      agree(provider, request, response).catch((error) => {
        response.statusCode = 400;
        response.end(error.message);
      });
    } else handle(request, response);
  };
}

/** Logs the demo user in and grants everything that is requested. */
async function agree(provider, request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    const login = { login: { accountId: DEMO.username } };
    await provider.interactionFinished(request, response, login, { mergeWithLastSubmission: false });
    return;
  }
  const grant =
    (grantId && (await provider.Grant.find(grantId))) ||
    new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const { missingOIDCScope = [], missingOIDCClaims = [], missingResourceScopes = {} } = prompt.details;
  grant.addOIDCScope(missingOIDCScope.join(' '));
  grant.addOIDCClaims(missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(missingResourceScopes))
    grant.addResourceScope(resource, scopes.join(' '));
  const consent = { consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, consent, { mergeWithLastSubmission: true });
}
