import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import proxyaddr from 'proxy-addr';

/** Returns the IP address of the client that sent a request, in canonical form. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * Reads X-Forwarded-For from its end, as far as trusted proxies have written it; anything an untrusted peer claims
 * about itself is ignored.
 * @param trusted addresses, networks, and the names that Express accepts for `trust proxy`
 * @param onUnknownProxy is called with the address of the first peer that seems to be a proxy and is not trusted
 */
export function clientAddressOf(
  trusted: readonly string[],
  onUnknownProxy: (address: string) => void = () => undefined,
): ClientAddress {
  const isTrusted = trusted.length === 0 ? () => false : proxyaddr.compile([...trusted]);
  let reported = false;
  return (request) => {
    const peer = canonical(request.socket.remoteAddress ?? '') ?? '';
    if (peer === '') return peer;
    if (!isTrusted(peer, 0)) {
      if (!reported && seemsProxy(peer, request)) {
        reported = true;
        onUnknownProxy(peer);
      }
      return peer;
    }
    let nearest = peer;
    for (const hop of hopsOf(request.headers['x-forwarded-for'])) {
      const address = canonical(hop);
      // Either the proxy wrote "unknown" or the client made it up: the proxy before it is the last known address.
      if (address === undefined) return nearest;
      nearest = address;
      if (!isTrusted(address, 0)) return address;
    }
    return nearest;
  };
}

/** Networks that cannot be reached from the Internet, where anybody can send any header. */
const OWN_NETWORKS = ['loopback', 'private', 'uniqueLocal', 'linkLocal'];

function seemsProxy(peer: string, { headers }: IncomingMessage): boolean {
  if (headers['x-forwarded-for'] === undefined && headers.forwarded === undefined) return false;
  return OWN_NETWORKS.includes(ipaddr.parse(peer).range());
}

/**
 * What counts as one source of sign-ins: an IPv4 address, or the /64 network of an IPv6 address, since one subscriber
 * has at least that many addresses.
 */
export function sourceOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const parts = ipaddr.IPv6.parse(address).parts.slice(0, 4);
  return `${parts.map((part) => part.toString(16)).join(':')}::/64`;
}

/** A cache, because most requests come from a few addresses. */
const parsed = new LRUCache<string, string>({ max: 1_000 });
/** Maximum length of an address with a zone, quotes, brackets and a port. */
const MAX_LENGTH = 100;

/** From the nearest proxy to the client. Node joins repeated headers with a comma. */
function hopsOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text === '' ? [] : text.split(',').reverse();
}

/** Strips port, brackets and zone, and unwraps mapped IPv4; undefined if it is not an address. */
function canonical(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const found = parseAddress(text);
  if (found !== undefined) parsed.set(text, found);
  return found;
}

function parseAddress(text: string): string | undefined {
  const bare = text.trim().replace(/^"(.*)"$/, '$1');
  const [, bracketed, v4] = /^\[([^\]]+)\](?::\d+)?$|^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(bare) ?? [];
  const address = (bracketed ?? v4 ?? bare).split('%', 1)[0]!;
  const isPlain = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  return isPlain ? ipaddr.process(address).toString() : undefined;
}
