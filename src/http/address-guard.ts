import ipaddr from 'ipaddr.js';
import { withoutTrailing } from '../system/trailing.ts';

/**
 * Which addresses the program may connect to: public ones, and those that the operator allows. A rule is a host name,
 * an IP address, a network (`10.1.0.0/16`), `*.example.com` or `host:port`.
 */
export interface AddressGuard {
  /** True for a host that the operator allows by name, whatever it resolves to. */
  allowsHost(host: string, port: string): boolean;
  /** True for a public address, or one that the operator allows. */
  allowsAddress(address: string): boolean;
}

export function createAddressGuard(rules: readonly string[]): AddressGuard {
  const networks: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  const hosts = new Set<string>();
  const suffixes: string[] = [];
  for (const rule of rules.map((text) => text.trim().toLowerCase())) {
    if (ipaddr.isValidCIDR(rule)) networks.push(ipaddr.parseCIDR(rule));
    else if (ipaddr.isValid(bare(rule))) {
      const address = ipaddr.parse(bare(rule));
      networks.push([address, address.kind() === 'ipv4' ? 32 : 128]);
    } else if (rule.startsWith('*.')) suffixes.push(rule.slice(1));
    else hosts.add(rule);
  }

  const inNetworks = (text: string) => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return networks.some(
      ([network, bits]) =>
        address.kind() === network.kind() && (address as ipaddr.IPv4).match(network as ipaddr.IPv4, bits),
    );
  };

  return {
    allowsHost(host, port) {
      const name = withoutTrailing(bare(host.toLowerCase()), '.');
      return (
        hosts.has(name) ||
        hosts.has(`${host.toLowerCase()}:${port}`) ||
        suffixes.some((suffix) => name.endsWith(suffix)) ||
        inNetworks(name)
      );
    },
    allowsAddress: (address) => inNetworks(address) || isPublic(address),
  };
}

/** A host without the brackets that an IPv6 address has in a URL. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** An address without brackets and zone. */
function bare(host: string): string {
  return withoutBrackets(host).split('%', 1)[0]!;
}

/** Addresses that ipaddr.js calls unicast, which excludes private, local, mapped, tunneled and translated ones. */
function isPublic(text: string): boolean {
  if (!ipaddr.isValid(bare(text))) return false;
  const address = ipaddr.parse(bare(text));
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || !holdsIpv4(address as ipaddr.IPv6);
}

/**
 * IPv6 addresses that embed an IPv4 address without ipaddr.js recognizing it: compatible (::/96) and local NAT64 (RFC
 * 8215).
 */
function holdsIpv4({ parts }: ipaddr.IPv6): boolean {
  return parts.slice(0, 6).every((part) => part === 0) || (parts[0] === 0x64 && parts[1] === 0xff9b);
}

/** Why a URL may not be requested, as a sentence; undefined if it may. Does not resolve its host name. */
export function urlProblem(text: string, guard: AddressGuard): string | undefined {
  if (!URL.canParse(text)) return 'The URL must be absolute.';
  const url = new URL(text);
  const host = withoutTrailing(withoutBrackets(url.hostname), '.');
  const allowed = guard.allowsHost(host, url.port || (url.protocol === 'http:' ? '80' : '443'));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowed))
    return 'The URL must begin with https://. http:// is only allowed for hosts that an operator lists in OUTBOUND_ALLOW.';
  if (url.username !== '' || url.password !== '') return 'The URL must not contain a username or password.';
  if (text.includes('#')) return 'The URL must not have a fragment.';
  if (allowed) return undefined;
  const isAddress = host.includes(':') || ipaddr.isValid(host);
  if (isAddress ? !guard.allowsAddress(host) : isLocalName(host) || host === '') return notPublic(host);
  return undefined;
}

/** The error message for an address that is not public. */
export function notPublic(host: string): string {
  return `The address of "${host.slice(0, 255)}" is not public. An operator can allow it with OUTBOUND_ALLOW.`;
}

/** Names that refer to this machine or its local network, whatever they resolve to. */
function isLocalName(host: string): boolean {
  const name = withoutTrailing(host.toLowerCase(), '.');
  return /(^|\.)(localhost|local|internal|localdomain|home\.arpa)$/.test(name);
}
