import type { ScriptedResponse, SeenRequest } from '../../../support/scripted-provider.ts';
import { basic, type Refusal, type Revocation, type Service } from '../play.ts';

/** What documentations have in common. */

/** An error by RFC 6749, 5.2. */
export function oauthError(error: string, error_description?: string, status = 400): Refusal {
  return {
    status,
    body: { error, ...(error_description !== undefined && { error_description }) },
    says: error_description?.replace(/\.$/, '') ?? error,
  };
}

/** An error of the server, with which every provider responds when it is out of order. */
export const DOWN: ScriptedResponse = {
  status: 503,
  headers: { 'content-type': 'text/html' },
  body: '<h1>503</h1>',
};

/** The parameters of an authorization request that are the same almost everywhere. */
export function asks(scope?: string, more: Record<string, string> = {}): Record<string, string> {
  return { response_type: 'code', client_id: 'acme', ...(scope !== undefined && { scope }), ...more };
}

type Which = (service: Service) => unknown;

/** Which token is revoked: the one that refreshes, or the n-th access token by its prefix. */
export const refreshToken: Which = ({ refreshToken }) => refreshToken;
export const accessToken =
  (prefix: string): Which =>
  ({ issued }) =>
    `${prefix}${issued}`;

/** A revocation by RFC 7009: a form with the token, from an authenticated client. */
export function revokes(url: string, client: 'basic' | 'body', token: Which): Revocation {
  return {
    request: `POST ${url}`,
    check(request, service) {
      expect(request.contentType).toBe('application/x-www-form-urlencoded');
      expect(request.fields['token']).toBe(token(service));
      if (client === 'basic') expect(request.headers.authorization).toBe(basic('acme', 's3cret'));
      else expect(request.fields).toMatchObject({ client_id: 'acme', client_secret: 's3cret' });
    },
  };
}

/** A request that is authenticated by the access token, and has no body. */
export function withBearer(request: string, token: Which, response: ScriptedResponse = {}): Revocation {
  return {
    request,
    check({ headers, contentType, fields }, service) {
      expect(headers.authorization).toBe(`Bearer ${String(token(service))}`);
      expect([contentType, fields]).toEqual(['', {}]);
    },
    response: { status: 200, ...response },
  };
}

/** Responds only to the bearer of the newest access token. */
export function forBearer(prefix: string, scheme: string, response: object) {
  return ({ headers }: SeenRequest, { issued }: Service): ScriptedResponse => {
    expect(headers.authorization).toBe(`${scheme} ${prefix}${issued}`);
    return { body: response };
  };
}
