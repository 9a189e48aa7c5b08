import type { RequestHandler } from 'express';
import { LONGEST_REQUEST } from './authorize/address.ts';
import { check, Refusal } from './authorize/checks/index.ts';
import type { CheckParts } from './authorize/request.ts';
import type { AuthenticateClient } from './client-authentication.ts';
import { OauthError } from './oauth-error.ts';
import { PUSHED_LIFETIME } from './pushed-requests.ts';
import { appEndpoint } from './token-endpoint.ts';

/** What an authorization request may hold that counts here. */
const KNOWN = [
  'client_id',
  'response_type',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'response_mode',
  'prompt',
  'request',
];

/** `POST /oauth2/par` (RFC 9126): the authorization request, checked at once and kept, so that the browser need not carry it. */
export function createPushedEndpoint(authenticate: AuthenticateClient, parts: CheckParts): RequestHandler {
  return appEndpoint('/oauth2/par', { authenticate }, async ({ client, form }) => {
    if (form.has('request_uri'))
      throw new OauthError('invalid_request', 'A request that is pushed has no request_uri (RFC 9126, 2.1).');
    // Required in the request itself, whatever proves the app (RFC 9126, 2.1).
    if (!form.has('client_id'))
      throw new OauthError('invalid_request', 'The parameter client_id is missing.');
    // Nothing else is kept: it would never be asked for.
    const fields = new Map([...form].filter(([name]) => KNOWN.includes(name)));
    const size = [...fields.values()].reduce((sum, value) => sum + value.length, 0);
    if (size > LONGEST_REQUEST)
      throw new OauthError('invalid_request', `The request is longer than ${LONGEST_REQUEST} characters.`);
    const checked = await check({ kind: 'oauth2', fields, fault: undefined }, parts);
    if (checked instanceof Refusal) throw checked.error;
    const request_uri = await parts.pushed.push(client, fields);
    return { status: 201, body: { request_uri, expires_in: PUSHED_LIFETIME } };
  });
}
