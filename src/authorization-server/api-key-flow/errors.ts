import type { Fields } from '../../http/index.ts';
import type { OauthError, OauthErrorCode } from '../oauth-error.ts';

/** The numbered errors of the API key flow. */
const CODES = {
  invalid_request: 1000,
  unauthorized_client: 1100,
  access_denied: 1200,
  unsupported_response_type: 1300,
  invalid_scope: 1400,
  server_error: 1500,
  temporarily_unavailable: 1600,
  invalid_code: 1700,
  auth_code_expired: 1800,
  // A wrong secret or redirect_uri. Shown to the user, never sent to a redirect URI.
  invalid_credentials: 1900,
} as const;

export type ErrorMessage = keyof typeof CODES;

const MESSAGES: Record<OauthErrorCode, ErrorMessage> = {
  invalid_request: 'invalid_request',
  invalid_client: 'invalid_credentials',
  invalid_grant: 'invalid_code',
  unauthorized_client: 'unauthorized_client',
  unsupported_grant_type: 'invalid_request',
  unsupported_response_type: 'unsupported_response_type',
  invalid_scope: 'invalid_scope',
  access_denied: 'access_denied',
  login_required: 'access_denied',
  consent_required: 'access_denied',
  invalid_request_uri: 'invalid_request',
  request_not_supported: 'invalid_request',
  server_error: 'server_error',
  temporarily_unavailable: 'temporarily_unavailable',
};

export function numberedError({ code, distinction }: Pick<OauthError, 'code' | 'distinction'>): {
  message: ErrorMessage;
  code: number;
} {
  const message =
    distinction === 'code_expired'
      ? 'auth_code_expired'
      : distinction === 'redirect_uri_mismatch'
        ? 'invalid_credentials'
        : MESSAGES[code];
  return { message, code: CODES[message] };
}

/**
 * Converts this flow's `scopes='read.secrets,read.projects'` (comma-separated, quotes optional) to OAuth's `scope`.
 */
export function apiKeyFlowFields(fields: Fields): Fields {
  const scopes = fields.get('scopes');
  if (scopes === undefined || fields.has('scope')) return fields;
  const list = scopes
    .replace(/^(['"])(.*)\1$/s, '$2')
    .split(/[\s,]+/)
    .filter((scope) => scope !== '');
  const translated = new Map(fields);
  translated.delete('scopes');
  if (list.length > 0) translated.set('scope', list.join(' '));
  return translated;
}
