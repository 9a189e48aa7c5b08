/** The errors of the authorization server and their HTTP status at the token endpoint (RFC 6749, 4.1.2.1 and 5.2; RFC 9126, 2.3). */
const STATUS = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
  invalid_scope: 400,
  access_denied: 403,
  // OpenID Connect Core, 3.1.2.6: nobody may be asked, and somebody would have to be.
  login_required: 400,
  consent_required: 400,
  invalid_request_uri: 400,
  // RFC 9101, 7.
  request_not_supported: 400,
  server_error: 500,
  temporarily_unavailable: 503,
} as const;

export type OauthErrorCode = keyof typeof STATUS;

/** What the API-key dialect tells apart within a code. */
export type Distinction = 'code_expired' | 'redirect_uri_mismatch';

/** An error that is meant for the app: a code of the standards, and a sentence that says what to do. */
export class OauthError extends Error {
  override readonly name = 'OauthError';
  readonly code: OauthErrorCode;
  readonly status: number;
  readonly distinction: Distinction | undefined;

  /** @param description without `"`, `\` and anything beyond ASCII (RFC 6749, 5.2) */
  constructor(code: OauthErrorCode, description: string, distinction?: Distinction) {
    super(description);
    this.code = code;
    this.status = STATUS[code];
    this.distinction = distinction;
  }
}

/** Text of the request, made fit for an error's description. */
export function quoted(text: string): string {
  return `'${text.slice(0, 100).replaceAll(/[^\x20-\x7e]|["\\']/g, '?')}'`;
}
