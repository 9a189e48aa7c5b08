import type { IncomingMessage } from 'node:http';
import { clientAddressOf, sourceOf } from '../../src/http/index.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

test('without trusted proxies X-Forwarded-For is ignored', () => {
  expect(clientAddressOf([])(from('10.0.0.1', '1.2.3.4'))).toBe('10.0.0.1');
  expect(clientAddressOf(['192.168.0.0/16'])(from('10.0.0.1', '1.2.3.4'))).toBe('10.0.0.1');
});

test.each([
  ['one proxy', '10.0.0.1', '1.2.3.4', '1.2.3.4'],
  ['an entry that the client added', '10.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
  ['two proxies', '10.0.0.1', '6.6.6.6, 1.2.3.4, 10.9.9.9', '1.2.3.4'],
  ['only proxies', '10.0.0.1', '10.1.1.1', '10.1.1.1'],
  ['IPv4-mapped IPv6', '::ffff:10.0.0.1', '::ffff:1.2.3.4', '1.2.3.4'],
  ['a port', '10.0.0.1', '1.2.3.4:5678', '1.2.3.4'],
  ['IPv6 with a port', '10.0.0.1', '[2001:db8::1]:5678', '2001:db8::1'],
  ['loopback trusted by name', '127.0.0.1', '1.2.3.4', '1.2.3.4'],
  ['no header', '10.0.0.1', undefined, '10.0.0.1'],
  ['an entry that is not an address', '10.0.0.1', '1.2.3.4, unknown', '10.0.0.1'],
  ['a number', '10.0.0.1', '16909060', '10.0.0.1'],
])('the client is the nearest address that is not a trusted proxy: %s', (_what, peer, header, address) => {
  expect(clientAddressOf(['loopback', '10.0.0.0/8'])(from(peer, header))).toBe(address);
});

describe('a peer that is not a trusted proxy and forwards requests', () => {
  const withHeaders = (remoteAddress: string, headers: Record<string, string>) =>
    ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

  /** The peers reported while these addresses send a request with a header each. */
  function reportedOf(peers: string[], trusted: string[], header = 'x-forwarded-for'): string[] {
    const reported: string[] = [];
    const addressOf = clientAddressOf(trusted, (peer) => reported.push(peer));
    for (const peer of peers) addressOf(withHeaders(peer, { [header]: 'for=1.2.3.4' }));
    return reported;
  }

  test('is reported once, and further ones are not reported', () => {
    expect(reportedOf(['10.0.0.1', '10.0.0.1', '10.0.0.2'], [])).toEqual(['10.0.0.1']);
  });

  test.each(['127.0.0.1', '::1', '192.168.1.1', '172.17.0.1', '::ffff:10.0.0.1', 'fd00::1', 'fe80::1%eth0'])(
    'is reported if it is on this machine or in a private network: %s',
    (peer) => {
      expect(reportedOf([peer], [])).toHaveLength(1);
      expect(reportedOf([peer], [], 'forwarded')).toHaveLength(1);
    },
  );

  test('is not reported if it is on the Internet, where anyone can send the header', () => {
    expect(reportedOf(['8.8.8.8', '2001:4860:4860::8888'], [])).toEqual([]);
  });

  test('is reported if TRUSTED_PROXIES contains only other addresses', () => {
    expect(reportedOf(['10.0.0.1', '192.168.1.1'], ['10.0.0.0/8'])).toEqual(['192.168.1.1']);
  });

  test('is not reported if it does not send the header', () => {
    expect(reportedOf(['10.0.0.1'], [], 'via')).toEqual([]);
  });
});

test('the source of an IPv6 address is its /64 network', () => {
  expect(sourceOf('1.2.3.4')).toBe('1.2.3.4');
  expect(sourceOf('2001:db8:1:2:3:4:5:6')).toBe(sourceOf('2001:db8:1:2::9'));
  expect(sourceOf('2001:db8:1:2::1')).not.toBe(sourceOf('2001:db8:1:3::1'));
});
