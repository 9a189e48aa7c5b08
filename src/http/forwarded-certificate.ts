import type { IncomingMessage } from 'node:http';
import proxyaddr from 'proxy-addr';

/** Returns the certificate with which a client authenticated to a trusted proxy, as the proxy wrote it. */
export type ForwardedCertificate = (request: IncomingMessage) => string | undefined;

/**
 * Reads the header in which proxies pass a client's certificate on (RFC 9440). From a peer that is not a trusted proxy,
 * it is ignored, because anyone could have written it.
 * @param header undefined if proxies pass no certificates on
 * @param trusted addresses, networks, and the names that Express accepts for `trust proxy`
 */
export function forwardedCertificateOf(
  header: string | undefined,
  trusted: readonly string[],
): ForwardedCertificate {
  if (header === undefined || trusted.length === 0) return () => undefined;
  const isTrusted = proxyaddr.compile([...trusted]);
  const name = header.toLowerCase();
  return (request) => {
    const value = request.headers[name];
    const peer = request.socket.remoteAddress;
    return typeof value === 'string' && peer !== undefined && isTrusted(peer, 0) ? value : undefined;
  };
}
