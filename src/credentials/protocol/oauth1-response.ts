import { retryAfterOf, type OutboundResponse } from '../../http/index.ts';
import type { ConnectionReason } from '../../schema/index.ts';
import { providerErrorText } from './provider-error-text.ts';
import { ConnectionError } from './reasons.ts';
import { MAX_RETRY_AFTER } from './endpoint-response.ts';

/** A token and its secret, from a provider (RFC 5849, 2.1 and 2.3). */
export interface Oauth1Credentials {
  token: string;
  token_secret: string;
  /** All other parameters that occur once, by name. */
  others: Record<string, string>;
}

const MAX_LENGTH = 8_000;
/** Size limit for all other parameters together. */
const MAX_OTHERS_LENGTH = 32_768;

/**
 * Reads the response to a request for temporary credentials or for a token. The body is form-encoded.
 * @throws ConnectionError connection_failed, provider_unavailable
 */
export function readOauth1Response(response: OutboundResponse): Oauth1Credentials {
  const { status, body } = response;
  if (status < 200 || status > 299) throw refusal(response);
  const params = new URLSearchParams(body.trim());
  const [token, token_secret] = ['oauth_token', 'oauth_token_secret'].map((name) => single(params, name));
  if (token === undefined || token_secret === undefined || !isToken(token) || !isSecret(token_secret))
    throw unusable('The provider did not return a valid oauth_token with its oauth_token_secret.');
  return { token, token_secret, others: othersIn(params) };
}

/**
 * The provider must confirm that it returns the user only to the callback (RFC 5849, 2.1). One that does not allows
 * session fixation, as OAuth Core 1.0 did before revision A.
 * @throws ConnectionError connection_failed
 */
export function assertCallbackConfirmed({ others }: Oauth1Credentials): void {
  if (others['oauth_callback_confirmed'] === 'true') return;
  throw unusable(
    'The provider did not return oauth_callback_confirmed=true, which OAuth 1.0 requires (RFC 5849, 2.1).',
  );
}

function single(params: URLSearchParams, name: string): string | undefined {
  const values = params.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

/** Visible ASCII, which is safe in a URL and a header. */
function isToken(text: string): boolean {
  return text.length <= MAX_LENGTH && /^[\x21-\x7e]+$/.test(text);
}

/** A secret can be empty. */
function isSecret(text: string): boolean {
  return text === '' || isToken(text);
}

function othersIn(params: URLSearchParams): Record<string, string> {
  const names = new Set([...params.keys()].filter((name) => !/^oauth_token(?:_secret)?$/.test(name)));
  const others = [...names].flatMap((name) => {
    const value = single(params, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return JSON.stringify(others).length <= MAX_OTHERS_LENGTH ? Object.fromEntries(others) : {};
}

function refusal(response: OutboundResponse): ConnectionError {
  const { status } = response;
  if (status >= 500 || status === 429) {
    const reason = {
      text: `The provider responded with status ${status}.`,
      code: 'provider_unavailable',
    } as const;
    const pause = retryAfterOf(response, MAX_RETRY_AFTER) || 5_000;
    return new ConnectionError('provider_unavailable', reason, { retryAfter: Math.ceil(pause / 1000) });
  }
  const problem = problemIn(response);
  const text =
    problem === undefined
      ? `The provider responded with status ${status}.${status === 401 ? ' Check the client ID and secret and the signature method.' : ''}`
      : `The provider returned the error "${providerErrorText(problem, undefined)}".`;
  return new ConnectionError('connection_failed', { text, code: reasonOfProblem(problem, status) });
}

function unusable(text: string): ConnectionError {
  return new ConnectionError('connection_failed', { text, code: 'answer_unusable' });
}

/** The error of the extension "OAuth Problem Reporting", in the body or the WWW-Authenticate header. */
function problemIn({ body, headers }: OutboundResponse): string | undefined {
  const inBody = new URLSearchParams(body.slice(0, 2_000).trim()).get('oauth_problem');
  const [, inHeader] = /\boauth_problem="?([^",\s]{1,200})/.exec(headers['www-authenticate'] ?? '') ?? [];
  return (inBody === '' ? null : inBody) ?? inHeader;
}

const REASONS: Readonly<Record<string, ConnectionReason>> = {
  consumer_key_unknown: 'client_refused',
  consumer_key_rejected: 'client_refused',
  consumer_key_refused: 'client_refused',
  signature_invalid: 'client_refused',
  signature_method_rejected: 'client_refused',
  token_rejected: 'login_refused',
  token_expired: 'login_refused',
  token_used: 'login_refused',
  verifier_invalid: 'login_refused',
  permission_denied: 'access_denied',
  user_refused: 'access_denied',
};

/** The reason code of a problem. Without one, a 401 means the client or its signature (RFC 5849, 3.2). */
export function reasonOfProblem(problem: string | undefined, status?: number): ConnectionReason {
  if (problem !== undefined && Object.hasOwn(REASONS, problem)) return REASONS[problem]!;
  return problem === undefined && status === 401 ? 'client_refused' : 'provider_refused';
}
