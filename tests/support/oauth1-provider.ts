import { createVerifier, protocolParams, type Oauth1Client } from './oauth1-verifier.ts';
import {
  scriptedProvider,
  type ScriptedProvider,
  type ScriptedResponse,
  type SeenRequest,
} from './scripted-provider.ts';

/** What a provider that plays OAuth 1.0 does differently. */
export interface Oauth1Options extends Partial<Oauth1Client> {
  signatureMethod?: string;
  /** The response to a correct request for temporary credentials. */
  temporary?: string | ScriptedResponse;
  /** The response to a correct request for a token. */
  issued?: string | ScriptedResponse;
  /** Further parameters of the redirect. */
  redirect?: Record<string, string>;
}

export interface Oauth1Provider extends ScriptedProvider {
  /** What was wrong with requests so far. */
  faults: string[];
}

export const TEMPORARY = { oauth_token: 'temporary-token', oauth_token_secret: 'temporary-secret-1' };
export const ISSUED = { oauth_token: 'account-token', oauth_token_secret: 'account-secret-1' };

/** A provider with OAuth 1.0 that verifies every request, and whose users agree. */
export async function oauth1Provider(options: Oauth1Options = {}): Promise<Oauth1Provider> {
  const client = { client_id: 'acme', client_secret: 's3cret', ...options };
  const verify = createVerifier(client, options.signatureMethod ?? 'HMAC-SHA1');
  const faults: string[] = [];
  let callback = '';
  /** Responds only to a request that is signed with this token and its secret. */
  const signed =
    (
      token: { oauth_token?: string; oauth_token_secret?: string },
      respond: (request: SeenRequest) => object,
    ) =>
    (request: SeenRequest): ScriptedResponse | object => {
      const fault =
        protocolParams(request).params['oauth_token'] === token.oauth_token
          ? verify(request, at.url, token.oauth_token_secret ?? '')
          : 'token_rejected';
      if (fault === undefined) return respond(request);
      faults.push(`${request.path}: ${fault}`);
      return { status: 401, body: form({ oauth_problem: fault }) };
    };
  const confirmed = form({ ...TEMPORARY, oauth_callback_confirmed: 'true' });
  const api = signed(ISSUED, ({ method, text }) => ({ body: { method, text } }));
  const at = await scriptedProvider({
    'POST /request_token': signed({}, (request) => {
      callback = protocolParams(request).params['oauth_callback'] ?? '';
      return responseOf(options.temporary ?? confirmed);
    }),
    'GET /authorize': ({ query }) => {
      const back = new URL(callback);
      const params = {
        oauth_token: query['oauth_token']!,
        oauth_verifier: 'verifier-1',
        ...options.redirect,
      };
      for (const [name, value] of Object.entries(params)) back.searchParams.set(name, value);
      return { status: 302, headers: { location: back.href } };
    },
    'POST /access_token': signed(TEMPORARY, (request) =>
      protocolParams(request).params['oauth_verifier'] === 'verifier-1'
        ? responseOf(options.issued ?? form({ ...ISSUED, user_id: '42', screen_name: 'acme' }))
        : { status: 401, body: form({ oauth_problem: 'verifier_invalid' }) },
    ),
    'GET /api': api,
    'POST /api': api,
    'GET /one-legged': signed({}, () => ({ body: { ok: true } })),
  });
  return { ...at, faults };
}

export function form(params: Record<string, string>): string {
  return new URLSearchParams(params).toString();
}

function responseOf(given: string | ScriptedResponse): ScriptedResponse {
  return typeof given === 'string' ? { body: given } : given;
}

/** The attributes of a credential for the provider. */
export function oauth1Attributes(at: { url: string }, attributes: object = {}, oauth1: object = {}): object {
  return {
    name: 'An account',
    authentication_type: 'oauth1',
    client_id: 'acme',
    client_secret: 's3cret',
    authorization_url: `${at.url}/authorize`,
    token_url: `${at.url}/access_token`,
    provider_settings: { oauth1: { request_token_url: `${at.url}/request_token`, ...oauth1 } },
    ...attributes,
  };
}
