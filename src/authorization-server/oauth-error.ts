import type { FormError } from '../http/index.ts';

/** The error codes of the authorization server, with their HTTP status (RFC 6749, 4.1.2.1 and 5.2; RFC 9126, 2.3). */
const STATUS = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
  invalid_scope: 400,
  access_denied: 403,
  // OpenID Connect Core, 3.1.2.6: for prompt=none.
  login_required: 400,
  consent_required: 400,
  invalid_request_uri: 400,
  // RFC 9101, 7.
  request_not_supported: 400,
  server_error: 500,
  temporarily_unavailable: 503,
} as const;

export type OauthErrorCode = keyof typeof STATUS;

/** Distinguishes errors that have different numbers in the API key flow but the same OAuth code. */
export type Distinction = 'code_expired' | 'redirect_uri_mismatch';

/** An error for the app: a standard error code, and a description of what to do. */
export class OauthError extends Error {
  override readonly name = 'OauthError';
  readonly code: OauthErrorCode;
  readonly status: number;
  readonly distinction: Distinction | undefined;

  /** @param description printable ASCII without `"` and `\` (RFC 6749, 5.2) */
  constructor(code: OauthErrorCode, description: string, distinction?: Distinction) {
    super(description);
    this.code = code;
    this.status = STATUS[code];
    this.distinction = distinction;
  }
}

/** The form or query of a request is malformed: status 413 if the body is too large, otherwise 400. */
export class UnreadableRequest extends OauthError {
  override readonly status: number;

  constructor({ message, status }: FormError) {
    super('invalid_request', message);
    this.status = status;
  }
}

/** Quotes text of the request for an error description, without characters that RFC 6749 does not allow there. */
export function quoted(text: string): string {
  return `'${text.slice(0, 100).replaceAll(/[^\x20-\x7e]|["\\']/g, '?')}'`;
}
