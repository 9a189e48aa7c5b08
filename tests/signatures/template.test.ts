import { signs, templateFault, type SignatureScheme } from '../../src/signatures/index.ts';
import { signedBytes } from '../../src/signatures/template.ts';

const TIMESTAMP = { header: 'x-time', unit: 's', tolerance: 300 } as const;
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
  ['an id and a timestamp that are not signed', { signed: '{body}', id: ID, timestamp: TIMESTAMP }],
])('%s is without fault', (_what, template) => {
  expect(templateFault(template)).toBeUndefined();
});

test.each<[string, Template, RegExp]>([
  ['an unknown placeholder', { signed: '{body}{nonce}' }, /^\{nonce\} is not a placeholder/],
  ['a placeholder in capitals', { signed: '{body}{BODY}' }, /^\{BODY\} is not a placeholder/],
  ['a placeholder with a space', { signed: '{body}{ id }', id: ID }, /^\{ id \} is not a placeholder/],
  ['a placeholder without a name', { signed: '{body}{}' }, /^\{\} is not a placeholder/],
  ['a brace that is not closed', { signed: '{body}{' }, /brace/],
  ['a brace that is not opened', { signed: '{body}}' }, /brace/],
  ['braces within braces', { signed: '{{body}}' }, /brace/],
  ['no body', { signed: '{method}{url}' }, /must contain \{body\}: /],
  ['nothing', { signed: '' }, /must contain \{body\}: /],
  ['the body twice', { signed: '{body}{body}' }, /\{body\} only once/],
  ['an id right before another placeholder', { signed: '{id}{body}', id: ID }, /\{id\} next to another/],
  ['an id right behind another placeholder', { signed: '{body}{id}', id: ID }, /\{id\} next to another/],
  ['a timestamp from nowhere', { signed: '{timestamp}.{body}' }, /timestamp is not set/],
  ['an id from nowhere', { signed: '{id}.{body}' }, /id_header is not set/],
  [
    'a timestamp in no place',
    { signed: '{timestamp}.{body}', timestamp: { unit: 's', tolerance: 300 } },
    /either header or element/,
  ],
  [
    'a timestamp in two places',
    { signed: '{timestamp}.{body}', element: 'v1', timestamp: { ...TIMESTAMP, element: 't' } },
    /either header or element/,
  ],
  [
    'a timestamp in an element of a header without elements',
    { signed: '{timestamp}.{body}', timestamp: { element: 't', unit: 's', tolerance: 300 } },
    /timestamp\.element is set/,
  ],
])('%s is a fault', (_what, template, fault) => {
  expect(templateFault(template)).toMatch(fault);
});

test('what a signature covers is what the template holds, as a placeholder', () => {
  const scheme = { signed: 'id.{timestamp}.{body}' } satisfies Pick<SignatureScheme, 'signed'>;
  expect(
    (['body', 'timestamp', 'id', 'method', 'url'] as const).filter((what) => signs(scheme, what)),
  ).toEqual(['body', 'timestamp']);
});

test('text stands as it is, bytes as they are, and a placeholder may come twice', () => {
  const body = Buffer.from([0xff, 0x00]);
  expect(signedBytes('é:{body}:{method}$&{body}', { body, method: 'POST' })).toEqual(
    Buffer.concat([Buffer.from('é:'), body, Buffer.from(':POST$&'), body]),
  );
});

test('an id may hold what comes later in the template, but not what ends it', () => {
  const bytes = (id: string) => signedBytes('{id}.{body}/', { id, body: Buffer.from('b') }).toString();
  expect(bytes('a/b')).toBe('a/b.b/');
  expect(() => bytes('a.b')).toThrow('The ID contains "."');
});

test('an id that stands last may hold anything but what stands before it', () => {
  const bytes = (id: string) => signedBytes('{body}.{id}', { id, body: Buffer.from('b') }).toString();
  expect(bytes('a/b')).toBe('b.a/b');
  expect(() => bytes('a.b')).toThrow('The ID contains "."');
});

test('an id may not end or begin with a part of what parts it from the rest', () => {
  const body = Buffer.from('b');
  // `a:` + `::` + `b` would be `a` + `::` + `:b` as well.
  expect(() => signedBytes('{id}::{body}', { id: 'a:', body })).toThrow('The ID contains "::"');
  expect(() => signedBytes('{body}::{id}', { id: ':a', body })).toThrow('The ID contains "::"');
  // What nothing stands before begins where it begins.
  expect(signedBytes('id::{id}/{body}', { id: 'id::a', body }).toString()).toBe('id::id::a/b');
});
