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

test('the source of an IPv6 address is its /64 network', () => {
  expect(sourceOf('1.2.3.4')).toBe('1.2.3.4');
  expect(sourceOf('2001:db8:1:2:3:4:5:6')).toBe(sourceOf('2001:db8:1:2::9'));
  expect(sourceOf('2001:db8:1:2::1')).not.toBe(sourceOf('2001:db8:1:3::1'));
});
