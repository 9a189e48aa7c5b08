import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { notPublic, withoutBrackets, type AddressGuard } from './address-guard.ts';
import { OutboundError } from './outbound-error.ts';

/** A certificate with its chain, and its private key, both as PEM. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** What a connection does differently from others. One with any of it is used for a single request. */
export interface OwnTls extends Partial<ClientCertificate> {
  /** The authorities that can have issued the server's certificate, as PEM, instead of the well-known ones. */
  ca?: string;
}

/** Whether TLS accepts the certificate and its key, unlike one that is signed with MD5, for example. */
export function isUsableForTls(certificate: ClientCertificate): boolean {
  try {
    createSecureContext(certificate);
    return true;
  } catch {
    return false;
  }
}

/** Resolves a host name. A parameter so that tests can control the results. */
export type Lookup = (host: string) => Promise<LookupAddress[]>;

const CONNECT_TIMEOUT = 10_000;

/**
 * Connects only to checked addresses. The name is resolved once, every address is checked, the connection is made to
 * one of these addresses rather than to the name, and the socket's remote address is checked again.
 */
export function guardedConnect(guard: AddressGuard, lookup: Lookup, own?: OwnTls): buildConnector.connector {
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT, autoSelectFamily: false, ...own });
  return (target, done) => {
    const host = withoutBrackets(target.hostname);
    // The certificate must match the host name that was requested; an IP address is not a valid server name (RFC 6066,
    // 3).
    const named =
      target.protocol === 'https:' && isIP(host) === 0 ? { servername: target.servername ?? host } : {};
    checkedAddresses(host, target.port, guard, lookup)
      .then((addresses) => {
        const attempt = (index: number) => {
          const address = addresses[index]!;
          connect({ ...target, hostname: address, host: address, ...named }, (error, socket) => {
            if (error !== null) {
              if (index + 1 < addresses.length) attempt(index + 1);
              else done(error, null);
              return;
            }
            const other = socket.remoteAddress;
            if (other === undefined || !(guard.allowsHost(host, target.port) || guard.allowsAddress(other))) {
              socket.destroy();
              done(new OutboundError('not_allowed', notPublic(host), false), null);
              return;
            }
            done(null, socket);
          });
        };
        attempt(0);
      })
      .catch((error: Error) => done(error, null));
  };
}

/** For a name that a proxy will resolve: rejects it if we can see that it is not public. */
export async function checkName(url: URL, guard: AddressGuard, lookup: Lookup): Promise<void> {
  const host = withoutBrackets(url.hostname);
  await checkedAddresses(host, url.port, guard, lookup).catch((error: unknown) => {
    // A name that we cannot resolve is fine: only the proxy may know it.
    if (error instanceof OutboundError && error.kind === 'not_allowed') throw error;
  });
}

/** @throws OutboundError if the name has no address, or any that is not public */
async function checkedAddresses(
  host: string,
  port: string,
  guard: AddressGuard,
  lookup: Lookup,
): Promise<string[]> {
  const addresses = isIP(host) !== 0 ? [host] : (await lookup(host)).map(({ address }) => address);
  if (addresses.length === 0) throw new OutboundError('no_such_host', `"${host}" has no IP address.`, false);
  if (!guard.allowsHost(host, port) && !addresses.every((address) => guard.allowsAddress(address)))
    throw new OutboundError('not_allowed', notPublic(host), false);
  return addresses;
}

/** All addresses of a name, from the system's resolver. */
export function resolve(host: string): Promise<LookupAddress[]> {
  return new Promise((done, fail) => {
    systemLookup(host, { all: true, verbatim: true }, (error, addresses) =>
      error === null ? done(addresses) : fail(error),
    );
  });
}
