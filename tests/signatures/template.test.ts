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
  ['an unknown placeholder', { signed: '{body}{nonce}' }, /^There is no placeholder \{nonce\}/],
  ['a placeholder in capitals', { signed: '{body}{BODY}' }, /^There is no placeholder \{BODY\}/],
  ['a placeholder with a space', { signed: '{body}{ id }', id: ID }, /^There is no placeholder \{ id \}/],
  ['a placeholder without a name', { signed: '{body}{}' }, /^There is no placeholder \{\}/],
  ['a brace that is not closed', { signed: '{body}{' }, /brace/],
  ['a brace that is not opened', { signed: '{body}}' }, /brace/],
  ['braces within braces', { signed: '{{body}}' }, /brace/],
  ['no body', { signed: '{method}{url}' }, /no \{body\}/],
  ['nothing', { signed: '' }, /no \{body\}/],
  ['the body twice', { signed: '{body}{body}' }, /\{body\} more than once/],
  ['an id right before another placeholder', { signed: '{id}{body}', id: ID }, /\{id\} beside another/],
  ['an id right behind another placeholder', { signed: '{body}{id}', id: ID }, /\{id\} beside another/],
  ['a timestamp from nowhere', { signed: '{timestamp}.{body}' }, /where the timestamp is/],
  ['an id from nowhere', { signed: '{id}.{body}' }, /where the id is/],
  [
    'a timestamp in no place',
    { signed: '{timestamp}.{body}', timestamp: { unit: 's', tolerance: 300 } },
    /one of the two/,
  ],
  [
    'a timestamp in two places',
    { signed: '{timestamp}.{body}', element: 'v1', timestamp: { ...TIMESTAMP, element: 't' } },
    /one of the two/,
  ],
  [
    'a timestamp in an element of a header without elements',
    { signed: '{timestamp}.{body}', timestamp: { element: 't', unit: 's', tolerance: 300 } },
    /in which elements/,
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
  expect(() => bytes('a.b')).toThrow('The id holds "."');
});

test('an id that stands last may hold anything but what stands before it', () => {
  const bytes = (id: string) => signedBytes('{body}.{id}', { id, body: Buffer.from('b') }).toString();
  expect(bytes('a/b')).toBe('b.a/b');
  expect(() => bytes('a.b')).toThrow('The id holds "."');
});

test('an id may not end or begin with a part of what parts it from the rest', () => {
  const body = Buffer.from('b');
  // `a:` + `::` + `b` would be `a` + `::` + `:b` as well.
  expect(() => signedBytes('{id}::{body}', { id: 'a:', body })).toThrow('The id holds "::"');
  expect(() => signedBytes('{body}::{id}', { id: ':a', body })).toThrow('The id holds "::"');
  // What nothing stands before begins where it begins.
  expect(signedBytes('id::{id}/{body}', { id: 'id::a', body }).toString()).toBe('id::id::a/b');
});
