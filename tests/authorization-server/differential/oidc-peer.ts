import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import type { App } from './apps.ts';

/** The peer's only user. */
const ACCOUNT = 'somebody';

/**
 * An independent authorization server, configured like Valetkey: the same paths, apps, scopes and lifetimes, and
 * plain OAuth 2.0 as far as possible.
 */
export async function startOidcPeer(
  apps: readonly App[],
  scopes: readonly string[],
): Promise<{ issuer: string; close(): void }> {
  const { default: OidcProvider } = await import('oidc-provider');
  // The issuer contains the port, which is known only once the server listens.
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new OidcProvider(issuer, configurationFor(apps, scopes));
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url!.startsWith('/interaction/')) return handle(request, response);
    interact(provider, request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  });
  return {
    issuer,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function configurationFor(apps: readonly App[], scopes: readonly string[]): object {
  return {
    clients: apps.map((app) => ({
      client_id: app.client_id,
      ...(app.public
        ? { token_endpoint_auth_method: 'none', application_type: 'native' }
        : { client_secret: app.client_secret }),
      redirect_uris: app.redirect_uris,
      grant_types: app.grant_types,
      response_types: app.grant_types.includes('authorization_code') ? ['code'] : [],
      scope: app.scopes.join(' '),
    })),
    routes: {
      authorization: '/oauth2/auth',
      token: '/oauth2/token',
      introspection: '/oauth2/introspect',
      revocation: '/oauth2/revoke',
      pushed_authorization_request: '/oauth2/par',
    },
    scopes,
    claims: {},
    responseTypes: ['code'],
    allowOmittingSingleRegisteredRedirectUri: true,
    pkce: { required: (_context: unknown, client: { clientAuthMethod: string }) => isPublic(client) },
    rotateRefreshToken: () => true,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: async (_context: unknown, by: never) => !isPublic(by) },
      revocation: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      dPoP: { enabled: false },
    },
    ttl: {
      AccessToken: 3600,
      ClientCredentials: 3600,
      AuthorizationCode: 600,
      RefreshToken: 30 * 86_400,
      Grant: 365 * 86_400,
      Session: 43_200,
      Interaction: 3600,
      IdToken: 3600,
    },
    // Authorization requests by POST, for which the cookies must be sent cross-site.
    enableHttpPostMethods: true,
    cookies: { keys: ['a key for a test'], long: { sameSite: 'none' } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: async () => ({ sub: accountId }),
    }),
    renderError(context: { type: string; body: string }, { error }: { error: string }) {
      context.type = 'html';
      context.body = `<strong>${error}</strong>`;
    },
  };
}

function isPublic({ clientAuthMethod }: { clientAuthMethod: string }): boolean {
  return clientAuthMethod === 'none';
}

/** One page for sign-in and consent, with a form like Valetkey's. */
async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET') {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<form method="post" action="${request.url!}"></form>`);
    return;
  }
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const finish = (result: object) =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') return finish({ login: { accountId: ACCOUNT } });
  if (new URLSearchParams(text).get('decision') !== 'allow') return finish({ error: 'access_denied' });
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = known ?? new provider.Grant({ accountId: session!.accountId, clientId: params.client_id });
  grant.addOIDCScope((prompt.details.missingOIDCScope ?? []).join(' '));
  return finish({ consent: { grantId: await grant.save() } });
}
