import { retryAfterOf, type OutboundResponse } from '../../http/index.ts';
import { isDeeperThan, MAX_RESPONSE_DEPTH } from '../../system/json-depth.ts';
import { providerErrorText } from './provider-error-text.ts';
import { standardError } from './provider-error.ts';
import type { Reason } from './reasons.ts';

/** The tokens in a token response. */
export interface Tokens {
  access_token: string;
  token_type: string;
  refresh_token: string | null;
  id_token: string | null;
  /** Milliseconds; null if the response has no usable expires_in. */
  lifetime: number | null;
  /** null if the response has no scope, which means the requested scopes were granted (RFC 6749, 5.1). */
  scopes: string[] | null;
  /** Fields that OAuth does not define. */
  extra: Record<string, unknown>;
  /** The whole response, parsed. */
  response: Record<string, unknown>;
}

export type TokenOutcome =
  | { kind: 'tokens'; tokens: Tokens }
  /** The provider refused; `error` is the standard name. `terminal`: retrying cannot succeed (RFC 6749, 5.2). */
  | { kind: 'refused'; error: string; text: string; terminal: boolean }
  /** No usable response. `uncertain`: the provider may have processed the request anyway. */
  | { kind: 'unavailable'; reason: Reason; retryAfter: number | null; uncertain: boolean };

const TERMINAL = new Set(['invalid_grant', 'unauthorized_client', 'invalid_client']);

const DEFINED = new Set(['access_token', 'token_type', 'refresh_token', 'id_token', 'expires_in', 'scope']);
const MAX_TOKEN_LENGTH = 65_536;
/** Size limit for all other fields together, as JSON. */
const MAX_EXTRA_LENGTH = 32_768;
/** Milliseconds. Maximum delay that a provider can request. */
export const MAX_RETRY_AFTER = 3_600_000;
/** Ten years, so that sums of milliseconds stay exact. */
const MAX_LIFETIME = 10 * 365 * 86_400_000;

/** Parses a token endpoint's response, including common deviations from the standard. */
export function readTokenResponse(response: OutboundResponse): TokenOutcome {
  const { status, body, cutOff } = response;
  const fields = readFields(body, cutOff === undefined);
  const error = fields === undefined ? undefined : fields['error'];
  if (typeof error === 'string' && error !== '' && status < 500 && status !== 429) {
    const known = standardError(error);
    return {
      kind: 'refused',
      error: known,
      text: refusalText(error, fields!['error_description']),
      terminal: TERMINAL.has(known),
    };
  }
  if (status < 200 || status > 299) {
    const redirect = status >= 300 && status < 400 ? ' Redirects are not followed.' : '';
    const text = `The provider responded with status ${status}.${redirect}`;
    const code = status >= 500 || status === 429 ? 'provider_unavailable' : 'answer_unusable';
    const retryAfter = retryAfterOf(response, MAX_RETRY_AFTER) || null;
    return { kind: 'unavailable', reason: { text, code }, retryAfter, uncertain: false };
  }
  const token = fields === undefined ? undefined : fields['access_token'];
  if (fields === undefined) return unusable('The provider did not return a valid token response.');
  if (typeof token !== 'string' || token === '' || token.length > MAX_TOKEN_LENGTH || !isToken(token))
    return unusable('The provider did not return a valid access_token.');
  return { kind: 'tokens', tokens: tokensOf(fields, token) };
}

function tokensOf(response: Record<string, unknown>, access_token: string): Tokens {
  const text = (name: string, longest: number) => {
    const value = response[name];
    const usable = typeof value === 'string' && value.length <= longest && isToken(value);
    return usable ? value : null;
  };
  return {
    access_token,
    token_type: text('token_type', 100) ?? 'Bearer',
    refresh_token: text('refresh_token', MAX_TOKEN_LENGTH),
    id_token: text('id_token', MAX_TOKEN_LENGTH),
    lifetime: lifetimeOf(response['expires_in']),
    scopes:
      text('scope', MAX_EXTRA_LENGTH)
        ?.split(/[\s,]+/)
        .filter((scope) => scope !== '') ?? null,
    extra: extraOf(response),
    response,
  };
}

/** Visible characters and spaces (RFC 6749, A.12 and A.17), which are safe in a header. */
function isToken(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

/** Dropped if too large, because it is returned with every token. */
function extraOf(response: Record<string, unknown>): Record<string, unknown> {
  const extra = Object.fromEntries(Object.entries(response).filter(([name]) => !DEFINED.has(name)));
  return JSON.stringify(extra).length <= MAX_EXTRA_LENGTH ? extra : {};
}

/** Converts seconds, as a number or a string, to milliseconds; null if they are missing or not positive. */
function lifetimeOf(value: unknown): number | null {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return null;
  return Math.min(Math.max(Math.floor(seconds * 1000), 1_000), MAX_LIFETIME);
}

/**
 * A form body with a token or an error. Some providers send it as text/html or without a content type, and with
 * unencoded spaces between the scopes.
 */
function isForm(text: string): boolean {
  return !/[^\S ]|[<>{}"]/.test(text) && /(?:^|&)(?:access_token|error)=[^ &]*(?:&|$)/.test(text);
}

/**
 * Reads a JSON object, or a form as some providers send. Undefined for anything else, such as an HTML page.
 * @param isComplete false if the connection ended early: a JSON object has an end, but a form does not
 */
function readFields(body: string, isComplete: boolean): Record<string, unknown> | undefined {
  // Deeper nesting would overflow the stack of recursive code.
  if (isDeeperThan(MAX_RESPONSE_DEPTH, body)) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    const form = body.trim();
    return isComplete && isForm(form) ? Object.fromEntries(new URLSearchParams(form)) : undefined;
  }
}

function refusalText(error: string, description: unknown): string {
  return `The provider returned the error "${providerErrorText(error, description)}".`;
}

/** The status was 2xx, so the provider may have used up the refresh token. */
function unusable(text: string): TokenOutcome {
  return {
    kind: 'unavailable',
    reason: { text, code: 'answer_unusable' },
    retryAfter: null,
    uncertain: true,
  };
}
