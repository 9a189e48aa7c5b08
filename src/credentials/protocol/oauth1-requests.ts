import { randomBase62 } from '../../crypto/index.ts';
import { OutboundError, type Outbound } from '../../http/index.ts';
import type { Clock } from '../../system/clock.ts';
import { fieldRequest, withQuery } from './client-request.ts';
import type { Params } from './configuration.ts';
import { assertCallbackConfirmed, readOauth1Response, type Oauth1Credentials } from './oauth1-response.ts';
import { signRequest, type Oauth1Keys, type Oauth1Style } from './oauth1-signature.ts';
import { ConnectionError } from './reasons.ts';
import { OUTBOUND_REASONS } from './endpoint-response.ts';

/** Everything needed to request tokens from a provider with OAuth 1.0. */
export interface Oauth1Configuration {
  client: Pick<Oauth1Keys, 'client_id' | 'client_secret'>;
  style: Oauth1Style;
  requestTokenUrl: string;
  authorizationUrl: string;
  tokenUrl: string;
  redirectUri: string;
  /** Parameters of the authorization URL. */
  authorizationParams: Params;
  /** Parameters and headers of both token requests. */
  tokenParams: Params;
  headers: Readonly<Record<string, string>>;
}

/** Longer ones do not fit into the authorization URL. */
const MAX_TEMPORARY_LENGTH = 1_500;
const MAX_BYTES = 262_144;

/**
 * Requests temporary credentials (RFC 5849, 2.1).
 * @param state added to the callback, because OAuth 1.0 has no state parameter
 * @throws ConnectionError connection_failed, provider_unavailable
 */
export async function requestTemporaryCredentials(
  parts: { outbound: Outbound; clock: Clock },
  configuration: Oauth1Configuration,
  state: string,
): Promise<Oauth1Credentials> {
  const oauth_callback = withQuery(configuration.redirectUri, { state });
  const temporary = await send(parts, configuration, {
    url: configuration.requestTokenUrl,
    token: '',
    token_secret: '',
    params: { oauth_callback },
  });
  assertCallbackConfirmed(temporary);
  if (temporary.token.length <= MAX_TEMPORARY_LENGTH) return temporary;
  throw new ConnectionError('connection_failed', {
    text: 'The provider returned an oauth_token that is too long for a URL.',
    code: 'answer_unusable',
  });
}

/** The URL where the user grants access (RFC 5849, 2.2). Keeps the URL's query string. */
export function oauth1AuthorizationUrl(
  { authorizationUrl, authorizationParams }: Oauth1Configuration,
  oauth_token: string,
): string {
  return withQuery(authorizationUrl, { ...present(authorizationParams), oauth_token });
}

/**
 * Exchanges temporary credentials for a token (RFC 5849, 2.3).
 * @throws ConnectionError connection_failed, provider_unavailable
 */
export function requestOauth1Token(
  parts: { outbound: Outbound; clock: Clock },
  configuration: Oauth1Configuration,
  temporary: { token: string; token_secret: string },
  oauth_verifier: string,
): Promise<Oauth1Credentials> {
  const { token, token_secret } = temporary;
  return send(parts, configuration, {
    url: configuration.tokenUrl,
    token,
    token_secret,
    params: { oauth_verifier },
  });
}

async function send(
  { outbound, clock }: { outbound: Outbound; clock: Clock },
  { client, style, tokenParams, headers }: Oauth1Configuration,
  job: { url: string; token: string; token_secret: string; params: Record<string, string> },
): Promise<Oauth1Credentials> {
  const { url, token, token_secret, params } = job;
  assertHttps(url, style);
  const request = fieldRequest(url, present(tokenParams), { method: 'POST', format: 'form', headers });
  const moment = { ...newMoment(clock), params };
  const unsigned = { method: 'POST', url, form: request.body as string };
  const signed = signRequest(unsigned, { ...client, token, token_secret }, style, moment);
  try {
    const response = await outbound.send({
      ...request,
      url: signed.url,
      headers: {
        ...request.headers,
        accept: '*/*',
        ...(signed.authorization !== undefined && { authorization: signed.authorization }),
      },
      maxBytes: MAX_BYTES,
    });
    return readOauth1Response(response);
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const reason = { text: error.message, code: OUTBOUND_REASONS[error.kind] };
    throw new ConnectionError('provider_unavailable', reason, { retryAfter: 5 });
  }
}

/** A new nonce and the current time (RFC 5849, 3.3). */
export function newMoment(clock: Clock): { nonce: string; timestamp: number } {
  return { nonce: randomBase62(32), timestamp: Math.floor(clock() / 1000) };
}

/** The method PLAINTEXT sends the secrets themselves (RFC 5849, 3.4.4). @throws ConnectionError connection_failed */
function assertHttps(url: string, { signature_method }: Oauth1Style): void {
  if (signature_method !== 'PLAINTEXT' || url.startsWith('https:')) return;
  throw new ConnectionError('connection_failed', {
    text: 'The signature method PLAINTEXT sends the client secret, so it is only used with https URLs. Choose HMAC-SHA1, or URLs with https.',
    code: 'url_not_allowed',
  });
}

function present(params: Params): Record<string, string> {
  const entries = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(entries);
}
