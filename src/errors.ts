/**
 * The closed catalogue of errors. Every error an answer may carry is one of these codes; each has one HTTP
 * status and one title. The protocol floors render them (JSON:API today), nobody else picks a status.
 */
const CATALOGUE = {
  malformed_json: [400, 'The body is not valid JSON'],
  malformed_document: [400, 'The body is not a JSON:API document'],
  invalid_text: [400, 'The text cannot be stored'],
  invalid_parameter: [400, 'A query parameter is not valid'],
  invalid_header: [400, 'A request header is not valid'],
  unauthenticated: [401, 'Credentials are missing or not valid'],
  permission_missing: [403, 'A permission is missing'],
  permission_not_grantable: [403, 'Nobody can grant what they do not have'],
  client_generated_id: [403, 'Ids are made by the server'],
  not_found: [404, 'Not found'],
  component_not_found: [404, 'The component does not exist or is not visible'],
  method_not_allowed: [405, 'The method is not allowed here'],
  not_acceptable: [406, 'No acceptable media type'],
  type_mismatch: [409, 'The resource type does not fit'],
  id_mismatch: [409, 'The id differs from the address'],
  conflict: [409, 'The request conflicts with what exists'],
  already_exists: [409, 'It exists already'],
  oauth_client_exists: [409, 'The component has an OAuth client already'],
  oauth_client_in_use: [409, 'The OAuth client is in use'],
  oauth_client_orphaned: [409, "The OAuth client's component is gone"],
  oauth_client_required: [409, 'The component needs an OAuth client first'],
  component_in_use: [409, 'The component is in use'],
  credential_in_use: [409, 'The credential is in use'],
  credential_incomplete: [409, 'The credential lacks what connecting takes'],
  credential_not_connected: [409, 'The credential is not connected'],
  credential_needs_reauthorization: [409, 'The account must be connected again'],
  token_url_changed: [409, 'The token URL has changed since the client secret was entered'],
  flow_in_use: [409, 'The flow is in use'],
  flow_not_active: [409, 'What the webhook starts is not active'],
  role_built_in: [409, 'Built-in roles do not change'],
  role_in_use: [409, 'The role is in use'],
  scope_built_in: [409, "The platform's scopes do not change"],
  scope_in_use: [409, 'The scope is in use'],
  last_owner: [409, 'A tenant keeps at least one owner'],
  idempotency_key_in_progress: [409, 'The first request with this key is still running'],
  precondition_failed: [412, 'The resource has changed'],
  payload_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The media type is not supported'],
  validation_failed: [422, 'The document is not valid'],
  component_without_oauth: [422, 'The component takes no OAuth client'],
  url_not_allowed: [422, 'The URL is not allowed'],
  connection_failed: [422, 'The account could not be connected'],
  refresh_token_missing: [422, 'The provider gave no refresh token'],
  token_validation_failed: [422, 'The token validation service refused the token'],
  user_id_mapping_failed: [422, 'The user id mapper service failed'],
  return_url_not_allowed: [422, 'The return URL is not one that the tenant allows'],
  descriptor_invalid: [422, 'The component.json is not valid'],
  idempotency_key_reused: [422, 'The key was used with another request'],
  rate_limited: [429, 'Too many requests'],
  overloaded: [503, 'More is asked at once than the machine can do'],
  internal_error: [500, 'Internal error'],
  provider_unavailable: [503, 'The third party cannot be reached'],
  database_unavailable: [503, 'The database cannot be reached'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ErrorCode = keyof typeof CATALOGUE;

/** Every code, in the order of the catalogue. */
export const ERROR_CODES = Object.keys(CATALOGUE) as ErrorCode[];

/** Where in the request the fault lies: at most one of the three (JSON:API 1.1, error objects). */
export interface ErrorSource {
  pointer?: string;
  parameter?: string;
  header?: string;
}

export interface AppErrorDetails {
  source?: ErrorSource;
  meta?: Record<string, unknown>;
  /** Seconds after which a retry makes sense. */
  retryAfter?: number;
  /** The WWW-Authenticate of a 401 or 403, where it is not the API's own (RFC 9110, 11.6.1). */
  challenge?: string;
  cause?: unknown;
}

/**
 * An error that is meant for the caller: a code of the catalogue and a sentence that says what to do.
 * One AppError may carry several faults of the same status (a failed validation names them all).
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly source: ErrorSource | undefined;
  readonly meta: Record<string, unknown> | undefined;
  readonly retryAfter: number | undefined;
  readonly challenge: string | undefined;
  readonly others: readonly AppError[];

  constructor(
    code: ErrorCode,
    detail: string,
    details: AppErrorDetails = {},
    others: readonly AppError[] = [],
  ) {
    super(detail, details.cause === undefined ? undefined : { cause: details.cause });
    const [status, title] = CATALOGUE[code];
    this.name = 'AppError';
    this.code = code;
    this.status = status;
    this.title = title;
    this.source = details.source;
    this.meta = details.meta;
    this.retryAfter = details.retryAfter;
    this.challenge = details.challenge;
    this.others = others;
  }
}

/** One error out of many faults of the same status, first fault first. `faults` must not be empty. */
export function combined(faults: readonly AppError[]): AppError {
  const [first, ...others] = faults;
  if (first === undefined) throw new RangeError('combined() needs at least one fault');
  return new AppError(
    first.code,
    first.message,
    { ...(first.source && { source: first.source }), ...(first.meta && { meta: first.meta }) },
    others,
  );
}

/** Not there, or not yours: the two are never told apart. */
export function notFound(what: string): AppError {
  return new AppError('not_found', `There is no such ${what}.`);
}
