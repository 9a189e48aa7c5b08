import { pluralize } from '../system/pluralize.ts';
import { ExchangeTimeout } from './exchange.ts';
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

/** The other side has closed the connection without a response. */
const CLOSED = new Set(['UND_ERR_SOCKET', 'ECONNRESET']);

/** What went wrong with a request that has a client certificate. */
export function asCertifiedError(error: unknown, timeout: number): OutboundError {
  const { code = '' } = error as { code?: string };
  // The handshake has failed, so the request was not read, even if its bytes were sent.
  if (CERTIFICATE_ALERT.test(code))
    return new OutboundError(
      'client_certificate',
      `The server refused the client certificate (${code}).`,
      false,
    );
  const fault = asOutboundError(error, timeout);
  if (!CLOSED.has(code)) return fault;
  // Some servers do not send an alert.
  const message = `${fault.message} It may have refused the client certificate.`;
  return new OutboundError(fault.kind, message, fault.maybeSent);
}

/**
 * What went wrong, without anything secret.
 * @param timeout the limit, in milliseconds
 */
export function asOutboundError(error: unknown, timeout: number): OutboundError {
  const cause = error as { code?: string; message?: string; cause?: unknown };
  if (error instanceof OutboundError) return error;
  if (cause.cause instanceof OutboundError) return cause.cause;
  const code = String(cause.code ?? 'error');
  if (error instanceof ExchangeTimeout || /TIMEOUT/.test(code)) {
    const sent = error instanceof ExchangeTimeout ? error.maybeSent : code !== 'UND_ERR_CONNECT_TIMEOUT';
    return new OutboundError(
      'timeout',
      `There was no response within ${pluralize(Math.round(timeout / 1000), 'second')}.`,
      sent,
    );
  }
  if (code.endsWith('_CERTIFICATE_REQUIRED'))
    return new OutboundError('certificate_required', 'The server requires a client certificate.', false);
  return new OutboundError(kindOf(code), `The server could not be reached (${code}).`, !UNSENT.has(code));
}

function kindOf(code: string): OutboundError['kind'] {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no_such_host';
  return /CERT|SIGNATURE/.test(code) ? 'certificate' : 'unreachable';
}
