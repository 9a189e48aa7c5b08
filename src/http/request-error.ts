import { pluralize } from '../system/pluralize.ts';
import { OutboundError } from './outbound-error.ts';

/** Errors that happen before a connection is established, so the request cannot have been sent. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
]);

/** TLS alerts about the certificate of a client (RFC 8446, 6.2). */
const CERTIFICATE_ALERT =
  /ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/;

/** Whether a request failed because the other side did not accept the client certificate. */
export function refusesCertificate(error: unknown): boolean {
  return CERTIFICATE_ALERT.test((error as { code?: string }).code ?? '');
}

/** The handshake has failed, so the request was not read, even if its bytes were sent. */
export function certificateRefused(error: unknown): OutboundError {
  const { code } = error as { code: string };
  return new OutboundError(
    'client_certificate',
    `The server refused the client certificate (${code}).`,
    false,
  );
}

/**
 * What went wrong, without anything secret.
 * @param late whether the time limit ended the request
 * @param timeout the limit, in milliseconds
 */
export function asOutboundError(error: unknown, late: boolean, timeout: number): OutboundError {
  const cause = error as { code?: string; message?: string; cause?: unknown };
  if (error instanceof OutboundError) return error;
  if (cause.cause instanceof OutboundError) return cause.cause;
  const code = cause.code ?? 'error';
  if (late || /TIMEOUT/.test(code)) {
    const sent = code !== 'UND_ERR_CONNECT_TIMEOUT';
    return new OutboundError(
      'timeout',
      `There was no response within ${pluralize(Math.round(timeout / 1000), 'second')}.`,
      sent,
    );
  }
  return new OutboundError(kindOf(code), `The server could not be reached (${code}).`, !UNSENT.has(code));
}

function kindOf(code: string): OutboundError['kind'] {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no_such_host';
  return /CERT|SIGNATURE/.test(code) ? 'certificate' : 'unreachable';
}
