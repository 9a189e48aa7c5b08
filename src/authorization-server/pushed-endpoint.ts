import type { RequestHandler } from 'express';
import { check, Refusal } from './authorize/checks/index.ts';
import type { CheckParts } from './authorize/request.ts';
import type { AuthenticateClient } from './client-authentication.ts';
import { OauthError } from './oauth-error.ts';
import { PUSHED_LIFETIME } from './pushed-requests.ts';
import { appEndpoint } from './token-endpoint.ts';

/** `POST /oauth2/par` (RFC 9126): the authorization request, checked at once and kept, so that the browser need not carry it. */
export function createPushedEndpoint(authenticate: AuthenticateClient, parts: CheckParts): RequestHandler {
  return appEndpoint('/oauth2/par', authenticate, async ({ client, form }) => {
    if (form.has('request_uri'))
      throw new OauthError('invalid_request', 'A request that is pushed has no request_uri (RFC 9126, 2.1).');
    // Required in the request itself, whatever proves the app (RFC 9126, 2.1).
    if (!form.has('client_id'))
      throw new OauthError('invalid_request', 'The parameter client_id is missing.');
    const fields = new Map([...form].filter(([name]) => name !== 'client_secret'));
    const checked = await check({ kind: 'oauth2', fields, fault: undefined }, parts);
    if (checked instanceof Refusal) throw checked.error;
    const request_uri = await parts.pushed.push(client, fields);
    return { status: 201, body: { request_uri, expires_in: PUSHED_LIFETIME } };
  });
}
