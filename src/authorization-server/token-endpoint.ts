import type { Request, RequestHandler, Response } from 'express';
import { readForm, readQueryFields, type Fields } from '../http/index.ts';
import type { Client, GrantType } from '../oauth-apps/index.ts';
import type { Clock } from '../system/clock.ts';
import type { AuthenticateClient } from './client-authentication.ts';
import { asOauthError, sendJson, sendOauthError } from './error-response.ts';
import type { Grant } from './grants/grant.ts';
import type { LogIssued } from './issuance-log.ts';
import { OauthError, quoted } from './oauth-error.ts';

/** Parameters that must not be sent in the query. Others are ignored there (RFC 6749, 3.2). */
const SECRET = ['client_secret', 'code', 'code_verifier', 'password', 'refresh_token', 'token'];

/** An endpoint that apps call directly: authenticates the client, reads the form and responds with JSON. */
export function appEndpoint(
  path: string,
  {
    authenticate,
    kinds = ['oauth2'],
  }: { authenticate: AuthenticateClient; kinds?: readonly Client['kind'][] },
  handle: (call: {
    client: Client;
    form: Fields;
    request: Request;
  }) => Promise<{ status?: number; body: object }>,
): RequestHandler {
  return async (request: Request, response: Response) => {
    request.routeTemplate = path;
    try {
      // URLs end up in logs and histories (RFC 6749, 2.3.1).
      if (SECRET.some((name) => readQueryFields(request).has(name)))
        throw new OauthError('invalid_request', 'Send the parameters in the request body, not in the query.');
      const form = await readForm(request, response);
      const client = await authenticate(request, form);
      if (!kinds.includes(client.kind))
        throw new OauthError('unauthorized_client', 'This app is of kind api_key. Use /oauth/token instead.');
      const { status = 200, body } = await handle({ client, form, request });
      sendJson(response, status, body);
    } catch (error) {
      sendOauthError(response, asOauthError(error));
    }
  };
}

/** `POST /oauth2/token` (RFC 6749, 3.2). */
export function createTokenEndpoint(parts: {
  authenticate: AuthenticateClient;
  grants: Readonly<Record<GrantType, Grant>>;
  clock: Clock;
  logIssued: LogIssued;
}): RequestHandler {
  const { authenticate, grants, clock, logIssued } = parts;
  return appEndpoint('/oauth2/token', { authenticate }, async ({ client, form, request }) => {
    const { requestId, ipAddress } = request;
    const type = form.get('grant_type');
    if (type === undefined) throw new OauthError('invalid_request', 'The parameter grant_type is missing.');
    if (!Object.hasOwn(grants, type))
      throw new OauthError('unsupported_grant_type', `grant_type ${quoted(type)} is not supported.`);
    if (!client.grantTypes.includes(type as GrantType))
      throw new OauthError(
        'unauthorized_client',
        `The grant type ${type} is not enabled for this app. Add it to the app's grant_types, in the console or with PATCH /v2/tenants/{tenant}/oauth-apps/{id}.`,
      );
    const { tokens, tenantId, user } = await grants[type as GrantType]({
      client,
      form,
      now: clock(),
      requestId,
      ipAddress,
    });
    logIssued({ client, tenantId, user, requestId, ipAddress });
    return { body: tokens };
  });
}
