import { AppError, type AppErrorDetails, type ErrorCode } from '../../errors.ts';
import type { ConnectionReason } from '../../schema/index.ts';

/** Why connecting an account or refreshing its token failed: a human-readable message and a machine-readable code. */
export interface Reason {
  text: string;
  code: ConnectionReason;
}

/** A reason read from the database. The code is null if it was stored before codes existed, or if none was stored. */
export interface StoredReason {
  text: string;
  code: ConnectionReason | null;
}

/** An error that carries its reason. */
export class ConnectionError extends AppError {
  readonly reason: Reason;

  constructor(code: ErrorCode, reason: Reason, details: AppErrorDetails = {}) {
    super(code, reason.text, { ...details, meta: { ...details.meta, reason_code: reason.code } });
    this.reason = reason;
  }
}

/** Reason codes of errors from other modules that prevent connecting or refreshing. */
const BY_ERROR: Partial<Record<ErrorCode, ConnectionReason>> = {
  url_not_allowed: 'url_not_allowed',
  credential_incomplete: 'credential_incomplete',
  // A parameter that is not allowed in the URL.
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

/** Error details for a response that repeats a stored reason. */
export function metaOf({ code }: StoredReason): AppErrorDetails {
  return code === null ? {} : { meta: { reason_code: code } };
}
