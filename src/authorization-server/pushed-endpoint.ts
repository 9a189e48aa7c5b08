import type { Request, RequestHandler } from 'express';
import { MAX_REQUEST_LENGTH } from './authorize/request-url.ts';
import { check, Refusal } from './authorize/checks/index.ts';
import type { CheckParts } from './authorize/request.ts';
import type { AuthenticateClient } from './client-authentication.ts';
import { OauthError } from './oauth-error.ts';
import { PUSHED_LIFETIME } from './pushed-requests.ts';
import { appEndpoint } from './token-endpoint.ts';

/** The supported parameters of an authorization request. */
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

/**
 * `POST /oauth2/par` (RFC 9126): checks and stores an authorization request, so that the browser only carries a
 * reference.
 */
export function createPushedEndpoint(
  authenticate: AuthenticateClient,
  parts: CheckParts,
  /** The source network of a request, for rate limits. */
  sourceOf: (request: Request) => string,
): RequestHandler {
  return appEndpoint('/oauth2/par', { authenticate }, async ({ client, form, request }) => {
    if (form.has('request_uri'))
      throw new OauthError(
        'invalid_request',
        'A pushed request must not contain request_uri (RFC 9126, 2.1). Remove it.',
      );
    // Required in the request itself, however the client authenticates (RFC 9126, 2.1).
    if (!form.has('client_id'))
      throw new OauthError('invalid_request', 'The parameter client_id is missing.');
    // Other parameters are never used, so they are not stored.
    const fields = new Map([...form].filter(([name]) => KNOWN.includes(name)));
    const size = [...fields.values()].reduce((sum, value) => sum + value.length, 0);
    if (size > MAX_REQUEST_LENGTH)
      throw new OauthError(
        'invalid_request',
        `The request is longer than ${MAX_REQUEST_LENGTH} characters. Send fewer or shorter parameters.`,
      );
    const checked = await check({ kind: 'oauth2', fields, fault: undefined }, parts);
    if (checked instanceof Refusal) throw checked.error;
    const request_uri = await parts.pushed.push(client, fields, sourceOf(request));
    return { status: 201, body: { request_uri, expires_in: PUSHED_LIFETIME } };
  });
}
