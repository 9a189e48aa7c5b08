import { dataOf, parseAs, reasonOf } from './samples.ts';

describe('JSON', () => {
  test.each<[string, string | Buffer, unknown]>([
    ['an object', '{"a":[1,"x",null,true,1.5]}', { a: [1, 'x', null, true, 1.5] }],
    ['a list', '[1]', [1]],
    ['a text alone', '"x"', 'x'],
    ['with a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    [
      'with integers of 16 digits and more, as texts',
      '{"id":1234567890123456789}',
      { id: '1234567890123456789' },
    ],
    ['with a name twice: the last', '{"a":1,"a":2}', { a: 2 }],
    ['with half of a surrogate pair, escaped', '{"a":"\\ud83d"}', { a: '\ud83d' }],
    ['with NUL, escaped', '{"a":"\\u0000"}', { a: '\0' }],
    [
      '64 levels deep',
      `${'['.repeat(64)}${']'.repeat(64)}`,
      JSON.parse(`${'['.repeat(64)}${']'.repeat(64)}`),
    ],
  ])('%s', async (_what, body, data) => {
    expect(await dataOf('json', body)).toEqual(data);
  });

  test.each([
    ['that is cut short', '{"a":', 'The body is not valid JSON.'],
    ['of which there is none', '', 'The body is not valid JSON.'],
    ['twice', '{}{}', 'The body is not valid JSON.'],
    ['with a raw NUL', '{"a":"\0"}', 'The body is not valid JSON.'],
    ['in Latin-1', Buffer.from('{"a":"\xe9"}', 'latin1'), 'The body is not valid UTF-8.'],
    ['with half of a pair in UTF-8', Buffer.from('22eda0bd22', 'hex'), 'The body is not valid UTF-8.'],
    ['65 levels deep', `${'['.repeat(65)}${']'.repeat(65)}`, 'The body is nested deeper than 64 levels.'],
    ['40,000 levels deep', '['.repeat(40_000), 'The body is nested deeper than 64 levels.'],
    ['of over 1 MiB', `"${'x'.repeat(1_048_575)}"`, 'The body is larger than 1 MiB.'],
  ])('%s is refused', async (_what, body, reason) => {
    expect(await reasonOf(parseAs('json', body))).toBe(reason);
  });

  test('of 1 MiB is read', async () => {
    expect(await dataOf('json', `"${'x'.repeat(1_048_574)}"`)).toHaveLength(1_048_574);
  });
});

describe('a form', () => {
  test.each<[string, string, unknown]>([
    ['fields', 'a=1&b=x+y%20z%C3%BC&c', { a: '1', b: 'x y zü', c: '' }],
    ['fields with their name alone, or without', '&&a&=b&', { a: '', '': 'b' }],
    ['a field that comes again, as a list', 'a=1&b=2&a=3', { a: ['1', '3'], b: '2' }],
    ['brackets, which mean nothing', 'a[b]=1&a%5B%5D=2', { 'a[b]': '1', 'a[]': '2' }],
    ['an equals sign in a value', 'a=b=c', { a: 'b=c' }],
    ['nothing', '', {}],
  ])('has %s', async (_what, body, data) => {
    expect(await dataOf('form', body)).toEqual(data);
  });

  test.each([
    ['a stray %', 'a=100%', /^The form is not valid URL-encoded UTF-8/],
    ['bytes that are no UTF-8', 'a=%E9', /^The form is not valid URL-encoded UTF-8/],
    ['half of a pair', 'a=%ED%A0%BD', /^The form is not valid URL-encoded UTF-8/],
    ['1,001 fields', 'a=1&'.repeat(1001), /^The form has more than 1000 fields\.$/],
    [
      'control characters',
      `a=${'\u0001'.repeat(1_000_000)}`,
      /^The body is larger than 2 MiB when converted to JSON\.$/,
    ],
    ['over 1 MiB', `a=${'x'.repeat(1_048_575)}`, /^The body is larger than 1 MiB\.$/],
  ])('with %s is refused', async (_what, body, reason) => {
    expect(await reasonOf(parseAs('form', body))).toMatch(reason);
  });
});

describe('a form of Slack', () => {
  const NONE = 'The body is not in the slack format, which is a form with one field named payload.';

  test.each([
    ['without a payload', 'a=1', NONE],
    ['with two', 'payload={}&payload={}', NONE],
    ['with a payload that is not JSON', 'payload=x', 'The payload field is not valid JSON.'],
    [
      'with a deep one',
      `payload=${'['.repeat(40_000)}`,
      'The payload field is nested deeper than 64 levels.',
    ],
  ])('%s is refused', async (_what, body, reason) => {
    expect(await reasonOf(parseAs('slack', body))).toBe(reason);
  });
});

describe('names that every object has are names like others', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

  test.each(names)('%s in JSON', async (name) => {
    const data = (await dataOf('json', `{"${name}":{"hit":1}}`)) as object;
    expect(Object.entries(data)).toEqual([[name, { hit: 1 }]]);
  });

  test.each(names)('%s in a form', async (name) => {
    const data = (await dataOf('form', `${name}=1&${name}=2&${name}[hit]=3`)) as object;
    expect(Object.entries(data)).toEqual([
      [name, ['1', '2']],
      [`${name}[hit]`, '3'],
    ]);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });

  test('also on their way through an expression', async () => {
    const parsed = await parseAs('json', '{"__proto__":{"type":"hit"}}', '{"type": body.type, "data": body}');
    expect(parsed).toMatchObject({ ok: true, event: { type: null } });
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });
});
