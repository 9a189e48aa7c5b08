import type { ScriptedResponse, SeenRequest } from '../../support/scripted-provider.ts';

/**
 * A provider as its documentation describes it. Nothing here comes from the catalog: the pages in `documentation` say
 * which URLs there are, what they require and what they respond.
 */
export interface Play {
  name: string;
  documentation: string[];
  /** ID in the catalog. Without one, the credential has the provider's own URLs and settings. */
  provider?: string;
  /** Attributes of the credential beyond the client. */
  credential?: Record<string, unknown>;
  /** Default: `acme` with the secret `s3cret`. */
  client?: { id: string; secret: string };
  /** Absent with client credentials. */
  authorize?: AuthorizationEndpoint;
  token: TokenEndpoint;
  /** Other endpoints, by method and URL. */
  also?: Record<string, Endpoint>;
  /** The account's ID, if the catalog says where it is. */
  externalUserId?: string;
  /** Attributes of the n-th token that the caller gets. */
  handedOut(n: number): Record<string, unknown>;
  /** Seconds that a token is valid; null if it does not expire. */
  lifetime: number | null;
  /**
   * How a token is renewed: `on request` after it has expired, `early` only while it is still valid, `by force` although
   * it does not expire, or `never`. Default: on request, or never if it does not expire.
   */
  renewed?: 'on request' | 'early' | 'by force' | 'never';
  /** What a grant that was revoked or has expired gets. */
  ended?: Refusal;
  /** What the provider responds when it is overloaded or out of order. */
  outOfOrder?: ScriptedResponse;
  /** The request that revokes the grant on disconnect; undefined if the provider documents no revocation. */
  revocation?: Revocation;
}

export type Endpoint = (request: SeenRequest, service: Service) => ScriptedResponse | object;

interface AuthorizationEndpoint {
  url: string;
  /** All parameters except redirect_uri, state and those of PKCE. */
  query: Record<string, string>;
  /** `refused`: fails if a code_challenge is sent. Default: optional. */
  pkce?: 'required' | 'optional' | 'refused';
  /** Further parameters of the redirect. */
  redirect?: Record<string, string>;
  /** The parameter with the code, if it is not `code`. */
  codeName?: string;
  /** Changes the redirect, such as by a signature. */
  sign?(redirect: URL): void;
  /** The browser returns with a form instead of a query. */
  form?: boolean;
  /** The parameters of the redirect if the user does not agree. Default: the error access_denied. */
  denied?: Record<string, string>;
}

interface TokenEndpoint {
  url: string;
  method?: 'GET';
  /** Default: form. */
  format?: 'form' | 'json' | 'query';
  /** `basic`, `body`, or which client the request is from. @throws if the client does not authenticate */
  client: 'basic' | 'body' | ((request: SeenRequest, fields: Record<string, string>) => void);
  /** Headers that every request must have. */
  headers?: Record<string, string>;
  /** Fields of the first request beyond those of the client, redirect_uri and code_verifier. */
  first: Record<string, unknown>;
  /** The same for refreshes. `refresh_token` is checked separately. */
  refresh?: Record<string, unknown>;
  /** The URL for refreshes, if it is another. */
  refreshUrl?: string;
  /** Fields that are not sent although the standard has them, such as redirect_uri. */
  without?: string[];
  /** The n-th response. */
  response(n: number): object;
  /** The same after refreshes. */
  refreshed?(n: number): object;
  /** The token of the first response is exchanged for another, which is the one that counts. */
  isExchanged?: boolean;
  /** Where responses have the refresh token. Default: refresh_token. */
  refreshTokenIn?(response: Record<string, unknown>): unknown;
}

export interface Refusal extends ScriptedResponse {
  /** What the reason of the credential's state says. */
  says: string;
  /** Default: grant_lost. */
  code?: string;
}

export interface Revocation {
  /** Method and URL. */
  request: string;
  /** Whether the request is as documented. @throws if not */
  check(request: SeenRequest, service: Service): void;
  response?: ScriptedResponse;
}

/** One account at a provider. */
export interface Service {
  condition: 'fine' | 'denied' | 'out of order' | 'ended';
  /** How many tokens it has issued. */
  issued: number;
  /** The refresh token that works now. */
  refreshToken: unknown;
  requests: SeenRequest[];
  /** Requests that were not as documented. */
  faults: unknown[];
  /** The token endpoint, for a play whose own endpoint has the same URL. */
  tokens(request: SeenRequest): ScriptedResponse | object;
  /** Issues the next token. @param response says what it looks like */
  issue(response: (n: number) => object): object;
}

/** Client ID and secret in the Authorization header. */
export function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}
