import type { OutboundResponse } from '../../http/index.ts';
import type { ConnectionReason, FinalError } from '../../schema/index.ts';

/** Provider-specific names for standard errors. */
const SYNONYMS: Readonly<Record<string, string>> = {
  bad_refresh_token: 'invalid_grant', // GitHub, HubSpot
  bad_verification_code: 'invalid_grant', // GitHub
  incorrect_client_credentials: 'invalid_client', // GitHub
  invalid_refresh_token: 'invalid_grant', // Slack
  bad_client_secret: 'invalid_client', // Slack
  deleted_client: 'invalid_client', // Google
  token_revoked: 'invalid_grant', // Slack
  account_inactive: 'invalid_grant', // Slack
  interaction_required: 'invalid_grant', // Microsoft
  consent_required: 'invalid_grant', // Microsoft
  login_required: 'invalid_grant',
  authorization_declined: 'access_denied', // Microsoft
  incorrect_device_code: 'invalid_grant', // GitHub
  invalid_token: 'invalid_grant',
};

/** An error in a provider's response, wherever it puts it. */
export interface ProviderError {
  /** What the error is called, with the most specific code last. Never empty. */
  names: string[];
  description: unknown;
}

/**
 * Reads the error of a token response. RFC 6749, 5.2, has it in `error`; others have an object there, a list `errors`,
 * or members of their own such as `errorCode`.
 * @param hasToken whether the response contains an access token, so that only a standard error is one
 */
export function readProviderError(
  fields: Readonly<Record<string, unknown>>,
  status: number,
  hasToken: boolean,
): ProviderError | undefined {
  const { error } = fields;
  if (typeof error === 'string' && error !== '')
    return {
      names: namesIn(error, fields['error_code']),
      // Zoom: {"error": "invalid_grant", "reason": "Invalid Token!"}.
      description: fields['error_description'] ?? fields['message'] ?? fields['reason'],
    };
  if (hasToken) return undefined;
  const first = Array.isArray(fields['errors']) ? (fields['errors'] as unknown[])[0] : undefined;
  for (const nested of [error, first]) {
    if (typeof nested !== 'object' || nested === null) continue;
    // Facebook: {"type": "OAuthException", "code": 190}; Google: {"status": "UNAUTHENTICATED", "code": 401}; Fitbit:
    // {"errorType": "invalid_grant"}.
    const {
      type,
      errorType,
      status: name,
      error: inner,
      code,
      error_subcode,
      message,
      detail,
    } = nested as Record<string, unknown>;
    const names = namesIn(inner, type, errorType, name, code, error_subcode);
    if (names.length > 0) return { names, description: message ?? detail };
  }
  // WeChat: {"errcode": 40029, "errmsg": "invalid code"}. 0 means success.
  const { errcode, errmsg } = fields;
  const own = namesIn(errcode).filter((name) => name !== '0');
  if (own.length > 0) return { names: own, description: errmsg };
  if (status < 400) return undefined;
  const { status: name, errorCode, error_code, code, type } = fields;
  // Square: {"type": "service.not_authorized"}. Problem details have a URL there (RFC 9457).
  const kind = typeof type === 'string' && /^[\w.]+$/.test(type) ? type : undefined;
  const names = namesIn(name, errorCode, error_code, code, kind);
  const description =
    fields['message'] ?? fields['errorSummary'] ?? fields['error_message'] ?? fields['detail'];
  return names.length > 0 ? { names, description } : undefined;
}

function namesIn(...values: unknown[]): string[] {
  return values
    .filter((value) => (typeof value === 'string' && value !== '') || typeof value === 'number')
    .map((value) => String(value).slice(0, 200));
}

/** Words with which providers, the last of them X, say that a refresh token is spent, whatever the error is called. */
const SPENT_TOKEN =
  /\brefresh[-_ ]?token\b[^.]{0,60}\b(?:expired|revoked|already (?:been )?used|not found|does not exist|no longer valid)\b|\bvalue passed for the token was invalid\b/i;
/** The same for an error that would otherwise mean the client. */
const INVALID_TOKEN = /\brefresh[-_ ]?token\b[^.]{0,60}\b(?:invalid|not valid)\b/i;

/**
 * What an error refuses: `grant` if the account must be connected again; `client` if the grant may still be valid, but
 * this client or secret cannot use it.
 * @param own the provider's own errors that mean that a grant has ended
 */
export function whatIsRefused(
  error: ProviderError,
  response: FinalResponse,
  own: readonly FinalError[] = [],
): 'grant' | 'client' | undefined {
  const { names, description } = error;
  if (isFinal(own, response, names)) return 'grant';
  const known = names.map(standardError);
  const text = typeof description === 'string' ? description : '';
  if (known.includes('invalid_grant')) return 'grant';
  if (known.includes('invalid_request') && SPENT_TOKEN.test(text)) return 'grant';
  if (known.includes('unauthorized_client') && (SPENT_TOKEN.test(text) || INVALID_TOKEN.test(text)))
    return 'grant';
  return known.some((name) => name === 'invalid_client' || name === 'unauthorized_client')
    ? 'client'
    : undefined;
}

/**
 * The status in the body of a response whose own status is another: Withings has `{"status": 601}` with 200. Such a
 * status is not an error by itself, because its meaning is the provider's.
 */
export function statusInBody(
  fields: Readonly<Record<string, unknown>> | undefined,
  status: number,
): string[] {
  const own = fields?.['status'];
  return typeof own === 'number' && own !== status ? [String(own)] : [];
}

/** Whether a response is one of the errors that a provider's settings list as temporary. */
export function isTemporary(
  own: readonly FinalError[] = [],
  response: FinalResponse,
  names: readonly string[],
): boolean {
  return own.some((listed) => matches(listed, response, names));
}

type FinalResponse = Pick<OutboundResponse, 'status' | 'body' | 'cutOff'>;

/** Errors with which a grant has not ended, or not begun, whatever a setting says. */
const NEVER_FINAL = new Set([
  'access_denied',
  'authorization_pending',
  'server_error',
  'slow_down',
  'temporarily_unavailable',
]);

/**
 * Whether a response is one of the provider's own errors that mean that a grant has ended.
 * @param names of the error in the response
 */
export function isFinal(
  own: readonly FinalError[],
  response: FinalResponse,
  names: readonly string[] = [],
): boolean {
  const { status } = response;
  const known = names.map(standardError);
  const isNotYet =
    status >= 500 || [408, 429].includes(status) || known.some((name) => NEVER_FINAL.has(name));
  if (own.length === 0 || isNotYet || (status >= 300 && status < 400)) return false;
  // A status alone does not overrule a standard error, and does not make another page of the server an error.
  const hasStandard = known.some((name) => name === 'invalid_grant' || Object.hasOwn(REASONS, name));
  const needsWords = names.length === 0 && status < 300;
  return own.some((final) => {
    const isBare = typeof final !== 'string' && final.contains === undefined;
    if (isBare && (needsWords || (final.error === undefined && hasStandard))) return false;
    return matches(final, response, names);
  });
}

/** All members of an object must match. */
function matches(
  listed: FinalError,
  { status, body, cutOff }: FinalResponse,
  names: readonly string[],
): boolean {
  if (typeof listed === 'string') return names.includes(listed);
  const { error, contains } = listed;
  const text = cutOff === undefined ? body.toLowerCase() : '';
  return (
    (listed.status === undefined || listed.status === status) &&
    (error === undefined || names.includes(error)) &&
    (contains === undefined || text.includes(contains.toLowerCase()))
  );
}

/** Whether the client no longer exists, and its grants with it. */
export function isClientDeleted({ names }: ProviderError): boolean {
  return names.includes('deleted_client'); // Google
}

/** Errors from RFC 6749, 4.1.2.1 and 5.2, and provider-specific ones. */
const REASONS: Readonly<Record<string, ConnectionReason>> = {
  access_denied: 'access_denied',
  invalid_client: 'client_refused',
  unauthorized_client: 'grant_type_refused',
  unsupported_grant_type: 'grant_type_refused',
  redirect_uri_mismatch: 'redirect_uri_refused', // GitHub, Google
  bad_redirect_uri: 'redirect_uri_refused', // Slack
  invalid_code: 'login_refused', // Slack
  invalid_scope: 'scope_refused',
  server_error: 'provider_unavailable',
  temporarily_unavailable: 'provider_unavailable',
};

const INVALID_GRANT = {
  new: 'login_refused',
  held: 'grant_lost',
  jwt: 'assertion_refused',
} as const satisfies Record<string, ConnectionReason>;

/** The standard name of an error. */
export function standardError(error: string): string {
  const known = error.toLowerCase();
  if (Object.hasOwn(SYNONYMS, known)) return SYNONYMS[known]!;
  return known === 'invalid_grant' || Object.hasOwn(REASONS, known) ? known : error;
}

/**
 * The reason code for a provider's error.
 * @param grant `held`: a stored refresh token was rejected; `new`: a grant that the user has just provided; `jwt`: a
 *   signed JWT
 */
export function reasonOfError(error: string, grant: 'new' | 'held' | 'jwt'): ConnectionReason {
  const known = standardError(error);
  if (known === 'invalid_grant') return INVALID_GRANT[grant];
  // Without a user and an authorization code, these errors have another cause.
  if (grant !== 'new' && (known === 'access_denied' || known === 'invalid_code')) return 'provider_refused';
  return Object.hasOwn(REASONS, known) ? REASONS[known]! : 'provider_refused';
}
