import { parseExactly } from '../../expressions/index.ts';
import { OutboundError, retryAfterOf, type OutboundResponse } from '../../http/index.ts';
import type { ConnectionReason, ProviderSettings } from '../../schema/index.ts';
import { isDeeperThan, MAX_RESPONSE_DEPTH } from '../../system/json-depth.ts';
import { providerErrorText } from './provider-error-text.ts';
import {
  isClientDeleted,
  isFinal,
  isTemporary,
  standardError,
  whatIsRefused,
  type ProviderError,
} from './provider-error.ts';
import type { Reason } from './reasons.ts';

/** What the token endpoint and the device authorization endpoint have in common: how their responses fail. */
export type Failure =
  /**
   * The provider refused; `error` is the standard name. `endsGrant`: the account must be connected again. `ofClient`: it
   * refused the client, and so did not look at the grant (RFC 6749, 5.2).
   */
  | { kind: 'refused'; error: string; text: string; endsGrant: boolean; ofClient?: true }
  /** No usable response. `uncertain`: the provider may have processed the request anyway. */
  | {
      kind: 'unavailable';
      reason: Reason;
      retryAfter: number | null;
      uncertain: boolean;
      /** The provider refused with a status of 4xx, but did not say why. */
      refused?: true;
      /** The provider asked for fewer requests, with status 429. */
      throttled?: true;
      /** It refused the client's certificate, or with 401, which means the client (RFC 6749, 5.2). */
      ofClient?: true;
    };

/** Milliseconds. Maximum delay that a provider can request. */
export const MAX_RETRY_AFTER = 3_600_000;

/**
 * The failure that a response reports: an error that was read from it, or a status other than 2xx.
 * @param settings the provider's own errors
 * @param names what else identifies the error
 * @returns undefined if it reports none
 */
export function failureIn(
  response: OutboundResponse,
  error: ProviderError | undefined,
  { final_errors: finalErrors = [], temporary_errors }: ProviderSettings = {},
  names: readonly string[] = [],
): Failure | undefined {
  const { status } = response;
  if (isTemporary(temporary_errors, response, [...(error?.names ?? []), ...names]))
    return temporary(response, error);
  if (error !== undefined) {
    const named = { ...error, names: [...error.names, ...names] };
    const refused = whatIsRefused(named, response, finalErrors);
    return {
      kind: 'refused',
      // A provider's own name for the end of a grant becomes the standard one.
      error: refused === 'grant' ? 'invalid_grant' : standardError(error.names[0]!),
      text: refusalText(error.names[0]!, error.description),
      endsGrant: refused === 'grant' || isClientDeleted(error),
      ...(refused === 'client' && { ofClient: true }),
    };
  }
  if (status >= 200 && status <= 299) return undefined;
  if (isFinal(finalErrors, response, names)) return ended(status);
  const redirect = status >= 300 && status < 400 ? ' Redirects are not followed.' : '';
  const text = `The provider responded with status ${status}.${redirect}`;
  const code = status >= 500 || status === 429 ? 'provider_unavailable' : 'answer_unusable';
  const retryAfter = retryAfterOf(response, MAX_RETRY_AFTER) || null;
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
  const reason = { text, code } as const;
  return {
    kind: 'unavailable',
    reason,
    retryAfter,
    uncertain: false,
    ...(refused && { refused }),
    ...(status === 429 && { throttled: true }),
    ...(status === 401 && { ofClient: true }),
  };
}

/** The provider's own way to say 429 or 503. */
function temporary(response: OutboundResponse, error: ProviderError | undefined): Failure {
  const said =
    error === undefined
      ? `The provider responded with status ${response.status}, which temporary_errors lists.`
      : refusalText(error.names[0]!, error.description);
  return {
    kind: 'unavailable',
    reason: { text: `${said} The request is sent again later.`, code: 'provider_unavailable' },
    retryAfter: retryAfterOf(response, MAX_RETRY_AFTER) || null,
    uncertain: false,
    throttled: true,
  };
}

/** A response without an error that can be read, which matches the provider's final errors. */
export function ended(status: number): Failure {
  const text = `The provider responded with status ${status}, which final_errors lists as the end of the grant.`;
  return { kind: 'refused', error: 'invalid_grant', text, endsGrant: true };
}

export const OUTBOUND_REASONS: Readonly<Record<OutboundError['kind'], ConnectionReason>> = {
  not_allowed: 'url_not_allowed',
  timeout: 'provider_unavailable',
  no_such_host: 'provider_unavailable',
  certificate: 'provider_unavailable',
  client_certificate: 'client_refused',
  certificate_required: 'provider_unavailable',
  unreachable: 'provider_unavailable',
  unreadable: 'answer_unusable',
};

/** The failure of a request that got no response. Throws any other error again. */
export function unreachable(error: unknown): Failure {
  if (!(error instanceof OutboundError)) throw error;
  const reason = { text: error.message, code: OUTBOUND_REASONS[error.kind] };
  return {
    kind: 'unavailable',
    reason,
    retryAfter: null,
    uncertain: error.maybeSent,
    ...(error.kind === 'client_certificate' && { ofClient: true }),
  };
}

/** The status was 2xx, so the provider may have used up the refresh token or the code. */
export function unusable(text: string): Failure {
  return {
    kind: 'unavailable',
    reason: { text, code: 'answer_unusable' },
    retryAfter: null,
    uncertain: true,
  };
}

/**
 * A form body with a token or an error. Some providers send it as text/html or without a content type, and with
 * unencoded spaces between the scopes.
 */
function isForm(text: string): boolean {
  return !/[^\S ]|[<>{}"]/.test(text) && /(?:^|&)(?:access_token|error)=[^ &]*(?:&|$)/.test(text);
}

/**
 * Reads a JSON object, or a form as some providers send. Undefined for anything else, such as an HTML page. A number
 * that would lose digits, such as a long account ID, becomes a string.
 * @param isComplete false if the connection ended early: a JSON object has an end, but a form does not
 */
export function readFields(body: string, isComplete: boolean): Record<string, unknown> | undefined {
  // Deeper nesting would overflow the stack of recursive code.
  if (isDeeperThan(MAX_RESPONSE_DEPTH, body)) return undefined;
  try {
    const value = parseExactly(body);
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
