import { AppError, type AppErrorDetails, type ErrorCode } from '../errors.ts';
import type { ConnectionReason } from '../schema/index.ts';

/** Why an account could not be connected, or its token not be refreshed: for people, and for programs. */
export interface Reason {
  text: string;
  code: ConnectionReason;
}

/** A reason that has been read back. What is older than its code, or was never stored, has none. */
export interface KeptReason {
  text: string;
  code: ConnectionReason | null;
}

/** An error that says which reason it is. */
export class ConnectionError extends AppError {
  readonly reason: Reason;

  constructor(code: ErrorCode, reason: Reason, details: AppErrorDetails = {}) {
    super(code, reason.text, { ...details, meta: { ...details.meta, reason_code: reason.code } });
    this.reason = reason;
  }
}

/** Errors from beyond the credentials that keep one from being connected or refreshed. */
const BY_ERROR: Partial<Record<ErrorCode, ConnectionReason>> = {
  url_not_allowed: 'url_not_allowed',
  credential_incomplete: 'credential_incomplete',
  // A parameter that does not fit into the URL.
  validation_failed: 'credential_incomplete',
  token_url_changed: 'token_url_changed',
  component_not_found: 'integration_unusable',
  descriptor_invalid: 'integration_unusable',
  oauth_client_orphaned: 'integration_unusable',
};

export function reasonOf(error: AppError): Reason {
  if (error instanceof ConnectionError) return error.reason;
  return { text: error.message, code: BY_ERROR[error.code] ?? 'internal_error' };
}

/** For an answer that repeats a reason which was kept. */
export function metaOf({ code }: KeptReason): AppErrorDetails {
  return code === null ? {} : { meta: { reason_code: code } };
}
