import { signs, templateFault, type SignatureScheme } from '../../src/signatures/index.ts';
import { signedBytes } from '../../src/signatures/template.ts';

const TIMESTAMP = { header: 'x-time', unit: 's', tolerance: 300 } as const;
const DATE = { ...TIMESTAMP, unit: 'rfc3339' } as const;
const ID = { header: 'x-id' };

type Template = Parameters<typeof templateFault>[0];

test.each<[string, Template]>([
  ['the body alone', { signed: '{body}' }],
  ['method and URL, which every request has', { signed: '{method} {url}\n{body}' }],
  ['a timestamp in a header', { signed: '{timestamp}.{body}', timestamp: TIMESTAMP }],
  [
    'a timestamp in an element',
    { signed: '{timestamp}.{body}', element: 'v1', timestamp: { element: 't', unit: 's', tolerance: 300 } },
  ],
  ['an id', { signed: '{id}.{body}', id: ID }],
  ['an id right before a date', { signed: '{id}{timestamp}{body}', id: ID, timestamp: DATE }],
  ['an id and a timestamp that are not signed', { signed: '{body}', id: ID, timestamp: TIMESTAMP }],
])('%s is valid', (_what, template) => {
  expect(templateFault(template)).toBeUndefined();
});

test.each<[string, Template, RegExp]>([
  ['an unknown placeholder', { signed: '{body}{nonce}' }, /^\{nonce\} is not a placeholder/],
  ['an uppercase placeholder', { signed: '{body}{BODY}' }, /^\{BODY\} is not a placeholder/],
  ['a placeholder with a space', { signed: '{body}{ id }', id: ID }, /^\{ id \} is not a placeholder/],
  ['a placeholder without a name', { signed: '{body}{}' }, /^\{\} is not a placeholder/],
  ['an unclosed brace', { signed: '{body}{' }, /brace/],
  ['an unopened brace', { signed: '{body}}' }, /brace/],
  ['nested braces', { signed: '{{body}}' }, /brace/],
  ['no body', { signed: '{method}{url}' }, /must contain \{body\}: /],
  ['an empty template', { signed: '' }, /must contain \{body\}: /],
  ['the body twice', { signed: '{body}{body}' }, /\{body\} only once/],
  ['an id right before another placeholder', { signed: '{id}{body}', id: ID }, /\{id\} next to another/],
  ['an id right after another placeholder', { signed: '{body}{id}', id: ID }, /\{id\} next to another/],
  [
    'an id right before a timestamp that is a number',
    { signed: '{id}{timestamp}{body}', id: ID, timestamp: TIMESTAMP },
    /\{id\} next to another/,
  ],
  [
    'an id between the body and a date',
    { signed: '{body}{id}{timestamp}', id: ID, timestamp: DATE },
    /\{id\} next to another/,
  ],
  ['a timestamp that is not set', { signed: '{timestamp}.{body}' }, /timestamp is not set/],
  ['an id that is not set', { signed: '{id}.{body}' }, /id_header is not set/],
  [
    'a timestamp without a source',
    { signed: '{timestamp}.{body}', timestamp: { unit: 's', tolerance: 300 } },
    /exactly one of header, element, pointer and query/,
  ],
  [
    'a timestamp with two sources',
    { signed: '{timestamp}.{body}', element: 'v1', timestamp: { ...TIMESTAMP, element: 't' } },
    /exactly one of header, element, pointer and query/,
  ],
  [
    'a timestamp in an element of a header without elements',
    { signed: '{timestamp}.{body}', timestamp: { element: 't', unit: 's', tolerance: 300 } },
    /timestamp\.element is set/,
  ],
])('%s is refused', (_what, template, fault) => {
  expect(templateFault(template)).toMatch(fault);
});

test('a signature covers the placeholders of the template', () => {
  const scheme = { signed: 'id.{timestamp}.{body}' } satisfies Pick<SignatureScheme, 'signed'>;
  expect(
    (['body', 'timestamp', 'id', 'method', 'url'] as const).filter((what) => signs(scheme, what)),
  ).toEqual(['body', 'timestamp']);
});

test('text and bytes are copied unchanged, and a placeholder can be repeated', () => {
  const body = Buffer.from([0xff, 0x00]);
  expect(signedBytes('é:{body}:{method}$&{body}', { body, method: 'POST' })).toEqual(
    Buffer.concat([Buffer.from('é:'), body, Buffer.from(':POST$&'), body]),
  );
});

test('an id can contain later text of the template, but not the separator after it', () => {
  const bytes = (id: string) => signedBytes('{id}.{body}/', { id, body: Buffer.from('b') }).toString();
  expect(bytes('a/b')).toBe('a/b.b/');
  expect(() => bytes('a.b')).toThrow('The ID contains "."');
});

test('an id at the end can contain anything but the separator before it', () => {
  const bytes = (id: string) => signedBytes('{body}.{id}', { id, body: Buffer.from('b') }).toString();
  expect(bytes('a/b')).toBe('b.a/b');
  expect(() => bytes('a.b')).toThrow('The ID contains "."');
});

test('an id cannot start or end with a part of its separator', () => {
  const body = Buffer.from('b');
  // `a:` + `::` + `b` could also be read as `a` + `::` + `:b`.
  expect(() => signedBytes('{id}::{body}', { id: 'a:', body })).toThrow('The ID contains "::"');
  expect(() => signedBytes('{body}::{id}', { id: ':a', body })).toThrow('The ID contains "::"');
  // With no placeholder before the ID, its start is clear.
  expect(signedBytes('id::{id}/{body}', { id: 'id::a', body }).toString()).toBe('id::id::a/b');
});

test('an id right before a date cannot contain another date', () => {
  const timestamp = '2026-11-28T12:00:00Z';
  const bytes = (id: string) =>
    signedBytes('{id}{timestamp}{body}', { id, timestamp, body: Buffer.from('b') }).toString();
  expect(bytes('a2026')).toBe(`a2026${timestamp}b`);
  // The same bytes could be an event with the ID `a` whose body begins after its own date.
  expect(() => bytes('a2026-11-28T11:00:00Zb')).toThrow('The ID contains a date');
});
