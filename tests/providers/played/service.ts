import { createHash } from 'node:crypto';
import { NOT_FOUND, type ScriptedResponse, type SeenRequest } from '../../support/scripted-provider.ts';
import { basic, type Endpoint, type Play, type Service } from './play.ts';

const CODE = 'code-1';

/** Plays a provider for one account. A request that is not as documented is refused and noted as a fault. */
export interface PlayedService extends Service {
  respond(request: SeenRequest): ScriptedResponse | object;
}

export function createService(play: Play, redirectUri: string): PlayedService {
  let challenge: string | undefined;
  const { authorize, token, revocation } = play;
  const { id, secret } = play.client ?? { id: 'acme', secret: 's3cret' };

  const authorization = ({ query }: SeenRequest): ScriptedResponse => {
    const { redirect_uri, state, code_challenge, code_challenge_method, ...others } = query;
    const { redirect, codeName = 'code', pkce = 'optional', sign, denied } = authorize!;
    expect(others).toEqual(authorize!.query);
    expect([redirect_uri, state]).toEqual([redirectUri, expect.stringMatching(/^.{22,}$/)]);
    expect(code_challenge_method).toBe(code_challenge === undefined ? undefined : 'S256');
    if (pkce !== 'optional') expect(code_challenge !== undefined).toBe(pkce === 'required');
    challenge = code_challenge;
    const to = new URL(redirectUri);
    const answer =
      service.condition === 'denied'
        ? (denied ?? { error: 'access_denied' })
        : { [codeName]: CODE, ...redirect };
    for (const [name, value] of Object.entries({ ...answer, state: state! }))
      to.searchParams.set(name, value);
    sign?.(to);
    return { status: 302, headers: { location: to.href } };
  };

  /** The fields of a token request without those of the client, which must be right. */
  const fieldsOf = (request: SeenRequest): Record<string, string> => {
    const format = token.method === 'GET' ? 'query' : (token.format ?? 'form');
    const inBody = { form: 'application/x-www-form-urlencoded', json: 'application/json', query: '' }[format];
    expect(request.contentType.split(';')[0]).toBe(inBody);
    expect(request.headers).toMatchObject(token.headers ?? {});
    const sent = { ...(format === 'query' ? request.query : request.fields) };
    if (typeof token.client === 'function') token.client(request, sent);
    else if (token.client === 'basic') {
      expect(request.headers.authorization).toBe(basic(id, secret));
      expect(sent).not.toHaveProperty('client_secret');
    } else {
      expect(request.headers.authorization).toBeUndefined();
      expect([sent['client_id'], sent['client_secret']]).toEqual([id, secret]);
      delete sent['client_id'];
      delete sent['client_secret'];
    }
    return sent;
  };

  const issue = (response: (n: number) => object): object => {
    service.issued += 1;
    const body = response(service.issued) as Record<string, unknown>;
    service.refreshToken = (token.refreshTokenIn?.(body) ?? body['refresh_token']) || service.refreshToken;
    return body;
  };

  const tokens = (request: SeenRequest): ScriptedResponse | object => {
    const { refresh_token, ...sent } = fieldsOf(request);
    if (service.condition === 'out of order') return play.outOfOrder!;
    if (refresh_token !== undefined) {
      expect(sent).toEqual({ grant_type: 'refresh_token', ...token.refresh });
      if (refresh_token !== service.refreshToken || service.condition === 'ended') return play.ended!;
      return issue(token.refreshed ?? token.response);
    }
    if (service.condition === 'ended') return play.ended!;
    const { redirect_uri, code_verifier, ...others } = sent;
    if (authorize === undefined) expect(sent).toEqual(token.first);
    else {
      expect(others).toEqual({ grant_type: 'authorization_code', code: CODE, ...token.first });
      expect(redirect_uri).toBe(token.without?.includes('redirect_uri') === true ? undefined : redirectUri);
      expect(code_verifier && createHash('sha256').update(code_verifier).digest('base64url')).toBe(challenge);
    }
    return token.isExchanged === true ? token.response(0) : issue(token.response);
  };

  const revoke: Endpoint = (request) => {
    revocation!.check(request, service);
    return revocation!.response ?? { status: 200 };
  };

  const method = token.method ?? 'POST';
  const endpoints: Record<string, Endpoint> = {
    [`${method} ${token.url}`]: tokens,
    ...(token.refreshUrl !== undefined && { [`${method} ${token.refreshUrl}`]: tokens }),
    ...(authorize !== undefined && { [`GET ${authorize.url}`]: authorization }),
    ...(revocation !== undefined && { [revocation.request]: revoke }),
    ...play.also,
  };

  const service: PlayedService = {
    condition: 'fine',
    issued: 0,
    refreshToken: undefined,
    requests: [],
    faults: [],
    tokens,
    issue,
    respond(request) {
      service.requests.push(request);
      const address = `${request.method} https://${request.host}${request.path}`;
      const endpoint = endpoints[address];
      try {
        if (endpoint === undefined) throw new Error(`${address} is not documented`);
        return endpoint(request, service);
      } catch (fault) {
        service.faults.push(fault);
        return endpoint === undefined
          ? NOT_FOUND
          : { status: 400, body: { error: 'invalid_request', error_description: 'not as documented' } };
      }
    },
  };
  return service;
}
