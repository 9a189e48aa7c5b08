import type { RequestHandler } from 'express';
import { BUILT_IN_SCOPES } from '../scopes/index.ts';

const METHODS = ['client_secret_basic', 'client_secret_post'];

/** `/.well-known/oauth-authorization-server` (RFC 8414): the server metadata that client libraries read. */
export function createMetadata(issuer: string): RequestHandler {
  const document = JSON.stringify({
    issuer,
    authorization_endpoint: `${issuer}/oauth2/auth`,
    token_endpoint: `${issuer}/oauth2/token`,
    introspection_endpoint: `${issuer}/oauth2/introspect`,
    revocation_endpoint: `${issuer}/oauth2/revoke`,
    pushed_authorization_request_endpoint: `${issuer}/oauth2/par`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
    // none is for public clients, which have no secret.
    token_endpoint_auth_methods_supported: [...METHODS, 'none'],
    introspection_endpoint_auth_methods_supported: METHODS,
    revocation_endpoint_auth_methods_supported: [...METHODS, 'none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    require_pushed_authorization_requests: false,
    request_parameter_supported: false,
    // Tenant-defined scopes are not public.
    scopes_supported: [...BUILT_IN_SCOPES.keys()],
    service_documentation: `${issuer}/docs`,
  });
  return (request, response) => {
    request.routeTemplate = '/.well-known/oauth-authorization-server';
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300' });
    response.end(document);
  };
}
