/**
 * The complete catalog of errors. Every error in a response has one of these codes; each code has one HTTP status and
 * one title. The protocol layers only render them.
 */
const CATALOG = {
  malformed_json: [400, 'The body is not valid JSON'],
  malformed_document: [400, 'The body is not a JSON:API document'],
  invalid_text: [400, 'Invalid text'],
  invalid_parameter: [400, 'Invalid URL parameter'],
  invalid_header: [400, 'Invalid request header'],
  unauthenticated: [401, 'Missing or invalid credentials'],
  permission_missing: [403, 'Missing permission'],
  permission_not_grantable: [403, 'Cannot grant a permission you do not have'],
  client_generated_id: [403, 'Client-generated IDs are not supported'],
  read_only: [403, 'Read-only field'],
  not_found: [404, 'Not found'],
  component_not_found: [404, 'Component not found'],
  method_not_allowed: [405, 'Method not allowed'],
  not_acceptable: [406, 'Not acceptable'],
  type_mismatch: [409, 'Wrong resource type'],
  id_mismatch: [409, 'ID does not match the URL'],
  conflict: [409, 'Conflict with the current state'],
  already_exists: [409, 'Already exists'],
  oauth_client_exists: [409, 'The component already has an OAuth client'],
  oauth_client_in_use: [409, 'The OAuth client is in use'],
  oauth_client_orphaned: [409, "The OAuth client's component is no longer available"],
  oauth_client_required: [409, 'The component requires an OAuth client'],
  component_in_use: [409, 'The component is in use'],
  credential_in_use: [409, 'The credential is in use'],
  credential_incomplete: [409, 'The credential is incomplete'],
  credential_not_connected: [409, 'The credential is not connected'],
  credential_needs_reauthorization: [409, 'The account must be reconnected'],
  token_url_changed: [409, 'The token URL has changed since the client secret was entered'],
  flow_in_use: [409, 'The flow is in use'],
  flow_not_active: [409, 'The webhook or its flow is not active'],
  provider_built_in: [409, 'Providers of the catalog cannot be changed'],
  provider_in_use: [409, 'The provider is in use'],
  role_built_in: [409, 'Built-in roles cannot be changed'],
  role_in_use: [409, 'The role is in use'],
  sender_built_in: [409, 'Built-in sender presets cannot be changed'],
  scope_built_in: [409, 'Built-in scopes cannot be changed'],
  scope_in_use: [409, 'The scope is in use'],
  last_owner: [409, 'A tenant must have at least one owner'],
  idempotency_key_in_progress: [409, 'A request with this idempotency key is in progress'],
  precondition_failed: [412, 'A precondition failed'],
  payload_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'Unsupported media type'],
  validation_failed: [422, 'Validation failed'],
  component_without_oauth: [422, 'The component does not use an OAuth client'],
  url_not_allowed: [422, 'The URL is not allowed'],
  connection_failed: [422, 'The account could not be connected'],
  refresh_token_missing: [422, 'The provider did not return a refresh token'],
  token_validation_failed: [422, 'Token validation failed'],
  user_id_mapping_failed: [422, 'The user ID mapper service failed'],
  return_url_not_allowed: [422, 'The return URL is not allowed'],
  descriptor_invalid: [422, 'The component.json is not valid'],
  idempotency_key_reused: [422, 'The idempotency key was used with a different request'],
  rate_limited: [429, 'Too many requests'],
  overloaded: [503, 'The server is overloaded'],
  internal_error: [500, 'Internal error'],
  provider_unavailable: [503, 'The provider is unavailable'],
  database_unavailable: [503, 'The database is unavailable'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ErrorCode = keyof typeof CATALOG;

/** Every code, in catalog order. */
export const ERROR_CODES = Object.keys(CATALOG) as ErrorCode[];

/** Which part of the request is wrong: at most one of the three (JSON:API 1.1, error objects). */
export interface ErrorSource {
  pointer?: string;
  parameter?: string;
  header?: string;
}

export interface AppErrorDetails {
  source?: ErrorSource;
  meta?: Record<string, unknown>;
  /** Seconds to wait before retrying. */
  retryAfter?: number;
  /** The WWW-Authenticate header of a 401 or 403, if it is not the API's default (RFC 9110, 11.6.1). */
  challenge?: string;
  cause?: unknown;
}

/**
 * An error to show to the caller: a code from the catalog and a sentence that says what is wrong and what to do. One
 * AppError can carry several faults with the same status, so a failed validation reports all of them.
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
    const [status, title] = CATALOG[code];
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

/** Something that can be used only once was used before, or by a concurrent request. */
export class AlreadyUsedError extends AppError {
  constructor(detail: string) {
    super('conflict', detail);
  }
}

/** Combines faults of the same status into one error, in order. `faults` must not be empty. */
export function combined(faults: readonly AppError[]): AppError {
  const [first, ...others] = faults;
  if (first === undefined) throw new RangeError('combined() requires at least one fault');
  return new AppError(
    first.code,
    first.message,
    { ...(first.source && { source: first.source }), ...(first.meta && { meta: first.meta }) },
    others,
  );
}

/**
 * The same error for a resource that does not exist and one that belongs to someone else, so that callers cannot find
 * out which IDs exist.
 */
export function notFound(what: string, source?: ErrorSource): AppError {
  return new AppError('not_found', `There is no such ${what}.`, source && { source });
}
