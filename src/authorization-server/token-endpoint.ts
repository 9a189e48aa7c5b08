import type { Request, RequestHandler, Response } from 'express';
import { readForm, readQueryFields, type Fields } from '../http/index.ts';
import type { Client, GrantType } from '../oauth-apps/index.ts';
import type { Clock } from '../system/clock.ts';
import type { AuthenticateClient } from './client-authentication.ts';
import { asOauthError, sendJson, sendOauthError } from './error-answer.ts';
import type { Grant } from './grants/grant.ts';
import type { NoteIssue } from './issue-notes.ts';
import { OauthError, quoted } from './oauth-error.ts';

/** What must not stand in an address; anything else there is left alone, as RFC 6749, 3.2, has it. */
const SECRET = ['client_secret', 'code', 'code_verifier', 'password', 'refresh_token', 'token'];

/** An endpoint that apps call by themselves: a form of an app that has proven who it is, and an answer in JSON. */
export function appEndpoint(
  path: string,
  {
    authenticate,
    kinds = ['oauth2'],
  }: { authenticate: AuthenticateClient; kinds?: readonly Client['kind'][] },
  answer: (call: {
    client: Client;
    form: Fields;
    request: Request;
  }) => Promise<{ status?: number; body: object }>,
): RequestHandler {
  return async (request: Request, response: Response) => {
    request.routeTemplate = path;
    try {
      // Addresses end up in logs and histories (RFC 6749, 2.3.1).
      if (SECRET.some((name) => readQueryFields(request).has(name)))
        throw new OauthError('invalid_request', 'Parameters go into the body, not into the address.');
      const form = await readForm(request, response);
      const client = await authenticate(request, form);
      if (!kinds.includes(client.kind))
        throw new OauthError('unauthorized_client', 'This app gets API keys, at /oauth/token.');
      const { status = 200, body } = await answer({ client, form, request });
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
  noted: NoteIssue;
}): RequestHandler {
  const { authenticate, grants, clock, noted } = parts;
  return appEndpoint('/oauth2/token', { authenticate }, async ({ client, form, request: { requestId } }) => {
    const type = form.get('grant_type');
    if (type === undefined) throw new OauthError('invalid_request', 'The parameter grant_type is missing.');
    if (!Object.hasOwn(grants, type))
      throw new OauthError('unsupported_grant_type', `The grant_type ${quoted(type)} is not supported.`);
    if (!client.grantTypes.includes(type as GrantType))
      throw new OauthError('unauthorized_client', `The grant ${type} is switched off for this app.`);
    const { answer, tenantId, user } = await grants[type as GrantType]({
      client,
      form,
      now: clock(),
      requestId,
    });
    noted({ client, tenantId, user, requestId });
    return { body: answer };
  });
}
